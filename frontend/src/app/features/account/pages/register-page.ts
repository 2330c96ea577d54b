import { Component, inject, signal } from '@angular/core';
import { form, FormRoot, TreeValidationResult } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';

import { Failure } from '../../../core/api/failure';
import { FailureNotice } from '../../../shared/failure-notice';
import { emailRules, fieldErrors, nameRules, newPasswordRules, PASSWORD_HINT } from '../../../shared/form-rules';
import { PasswordField } from '../../../shared/password-field';
import { TextField } from '../../../shared/text-field';
import { Accounts } from '../services/accounts';

@Component({
  selector: 'lentigo-register-page',
  imports: [FailureNotice, FormRoot, MatButton, PasswordField, RouterLink, TextField],
  template: `
    <section class="lentigo-page lentigo-narrow">
      <h1>Register</h1>
      <p>An administrator looks at each registration before it opens.</p>
      <form class="lentigo-form lentigo-card" [formRoot]="form">
        <lentigo-text-field label="Name" autocomplete="name" [field]="form.name" />
        <lentigo-text-field label="E-mail" type="email" autocomplete="username" [field]="form.email" />
        <lentigo-password-field autocomplete="new-password" [hint]="passwordHint" [field]="form.password" />
        <lentigo-failure [error]="failure()" />
        <div class="lentigo-actions">
          <button matButton="filled" type="submit" [disabled]="form().submitting()">
            {{ form().submitting() ? 'Registering…' : 'Register' }}
          </button>
        </div>
      </form>
      <p>Registered already? <a routerLink="/sign-in">Sign in</a></p>
    </section>
  `,
})
export class RegisterPage {
  readonly #accounts = inject(Accounts);
  readonly #router = inject(Router);

  protected readonly passwordHint = PASSWORD_HINT;
  protected readonly failure = signal<Failure | null>(null);
  protected readonly form = form(
    signal({ name: '', email: '', password: '' }),
    (path) => {
      nameRules(path.name);
      emailRules(path.email);
      newPasswordRules(path.password);
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
