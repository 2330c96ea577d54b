import { Component, inject, signal } from '@angular/core';
import { form, FormRoot, TreeValidationResult } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { FailureNotice } from '../../../shared/failure-notice';
import { fieldErrors, formRules } from '../../../shared/form-rules';
import { PasswordField } from '../../../shared/password-field';
import { TextField } from '../../../shared/text-field';
import { Entrance } from '../components/entrance';
import { Accounts } from '../services/accounts';

@Component({
  selector: 'lentigo-register-page',
  imports: [Entrance, FailureNotice, FormRoot, MatButton, PasswordField, RouterLink, TextField, TranslocoPipe],
  template: `
    <lentigo-entrance
      ><section class="lentigo-page lentigo-narrow">
        <h1>{{ 'account.register.title' | transloco }}</h1>
        <form class="lentigo-form lentigo-card" [formRoot]="form">
          <lentigo-text-field [label]="'frame.fields.name' | transloco" autocomplete="name" [field]="form.name" />
          <lentigo-text-field
            [label]="'frame.fields.email' | transloco"
            type="email"
            autocomplete="username"
            [field]="form.email"
          />
          <lentigo-password-field
            autocomplete="new-password"
            [hint]="'frame.rules.passwordHint' | transloco"
            [field]="form.password"
          />
          <lentigo-failure [error]="failure()" />
          <div class="lentigo-actions">
            <button matButton="filled" type="submit" [disabled]="form().submitting()">
              {{ (form().submitting() ? 'account.register.busy' : 'account.register.act') | transloco }}
            </button>
          </div>
        </form>
        <section class="next" aria-labelledby="next">
          <h2 id="next">{{ 'account.register.next' | transloco }}</h2>
          <ol>
            <li>{{ 'account.register.next1' | transloco }}</li>
            <li>{{ 'account.register.next2' | transloco }}</li>
            <li>{{ 'account.register.next3' | transloco }}</li>
          </ol>
        </section>
        <p>
          {{ 'account.register.already' | transloco }}
          <a routerLink="/sign-in">{{ 'account.signIn.title' | transloco }}</a>
        </p>
      </section></lentigo-entrance
    >
  `,
  styles: `
    .next {
      display: grid;
      gap: var(--lentigo-space-2);
    }

    ol {
      display: grid;
      gap: var(--lentigo-space-2);
      margin: 0;
      padding-inline-start: 1.5rem;
    }
  `,
})
export class RegisterPage {
  readonly #accounts = inject(Accounts);
  readonly #router = inject(Router);

  readonly #rules = formRules();
  protected readonly failure = signal<Failure | null>(null);
  protected readonly form = form(
    signal({ name: '', email: '', password: '' }),
    (path) => {
      this.#rules.name(path.name);
      this.#rules.email(path.email);
      this.#rules.newPassword(path.password);
    },
    { submission: { action: () => this.#register() } },
  );

  async #register(): Promise<TreeValidationResult> {
    this.failure.set(null);
    const { name, email, password } = this.form().value();
    try {
      await this.#accounts.register(name, email, password);
      return void (await this.#router.navigateByUrl('/awaiting-approval'));
    } catch (error) {
      const failure = Failure.from(error);
      this.failure.set(failure);
      return fieldErrors(failure, { name: this.form.name, email: this.form.email, password: this.form.password });
    }
  }
}
