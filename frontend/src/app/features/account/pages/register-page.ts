import { Component, inject, signal } from '@angular/core';
import { form, FormRoot, TreeValidationResult } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { FailureNotice } from '../../../shared/failure-notice';
import { formRules } from '../../../shared/form-rules';
import { PasswordField } from '../../../shared/password-field';
import { sendForm, sending } from '../../../shared/send-form';
import { TextField } from '../../../shared/text-field';
import { Entrance } from '../components/entrance';
import { NextSteps } from '../components/next-steps';
import { Accounts } from '../services/accounts';

@Component({
  selector: 'lentigo-register-page',
  imports: [
    Entrance,
    FailureNotice,
    FormRoot,
    MatButton,
    NextSteps,
    PasswordField,
    RouterLink,
    TextField,
    TranslocoPipe,
  ],
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
            <button matButton="filled" type="submit" disabledInteractive [disabled]="form().submitting()">
              {{ (form().submitting() ? 'account.register.busy' : 'account.register.act') | transloco }}
            </button>
          </div>
        </form>
        <lentigo-next-steps>
          <li>{{ 'account.register.next1' | transloco }}</li>
          <li>{{ 'account.register.next2' | transloco }}</li>
          <li>{{ 'account.register.next3' | transloco }}</li>
        </lentigo-next-steps>
        <p>
          {{ 'account.register.already' | transloco }}
          <a routerLink="/sign-in">{{ 'account.signIn.title' | transloco }}</a>
        </p>
      </section></lentigo-entrance
    >
  `,
})
export class RegisterPage {
  readonly #accounts = inject(Accounts);
  readonly #router = inject(Router);

  readonly #rules = formRules();
  protected readonly failure = signal<Failure | null>(null);
  protected readonly form = form(
    signal({ name: '', email: '', password: '' }),
    (path) => this.#rules.newAccount(path),
    { submission: sending(this.failure, () => this.#register()) },
  );

  #register(): Promise<TreeValidationResult> {
    const { name, email, password } = this.form;
    return sendForm(this.failure, { name, email, password }, async () => {
      await this.#accounts.register(name().value(), email().value(), password().value());
      await this.#router.navigateByUrl('/awaiting-approval');
    });
  }
}
