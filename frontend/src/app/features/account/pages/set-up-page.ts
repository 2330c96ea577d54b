import { Component, inject, signal } from '@angular/core';
import { form, FormRoot, required, TreeValidationResult } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';

import { Failure } from '../../../core/api/failure';
import { homeOf, Session } from '../../../core/session/session';
import { FailureNotice } from '../../../shared/failure-notice';
import { emailRules, fieldErrors, nameRules, newPasswordRules, PASSWORD_HINT } from '../../../shared/form-rules';
import { PasswordField } from '../../../shared/password-field';
import { TextField } from '../../../shared/text-field';
import { Accounts } from '../services/accounts';

@Component({
  selector: 'lentigo-set-up-page',
  imports: [FailureNotice, FormRoot, MatButton, PasswordField, RouterLink, TextField],
  template: `
    <section class="lentigo-page lentigo-narrow">
      <h1>Welcome to Lentigo</h1>
      <p>
        This installation has no administrator yet. The server printed a one-time code when it started; type it here.
      </p>
      <form class="lentigo-form lentigo-card" [formRoot]="form">
        <lentigo-text-field label="Code" autocomplete="one-time-code" [field]="form.code" />
        <lentigo-text-field label="Your name" autocomplete="name" [field]="form.name" />
        <lentigo-text-field label="E-mail" type="email" autocomplete="username" [field]="form.email" />
        <lentigo-password-field autocomplete="new-password" [hint]="passwordHint" [field]="form.password" />
        <lentigo-failure [error]="failure()" />
        <div class="lentigo-actions">
          <button matButton="filled" type="submit" [disabled]="form().submitting()">
            {{ form().submitting() ? 'Setting up…' : 'Become the administrator' }}
          </button>
        </div>
      </form>
      <p>There is an administrator already? <a routerLink="/register">Register</a></p>
    </section>
  `,
})
export class SetUpPage {
  readonly #accounts = inject(Accounts);
  readonly #session = inject(Session);
  readonly #router = inject(Router);

  protected readonly passwordHint = PASSWORD_HINT;
  protected readonly failure = signal<Failure | null>(null);
  protected readonly form = form(
    signal({ code: '', name: '', email: '', password: '' }),
    (path) => {
      required(path.code, { message: 'Enter the code that the server printed.' });
      nameRules(path.name);
      emailRules(path.email);
      newPasswordRules(path.password);
    },
    { submission: { action: () => this.#setUp() } },
  );

  async #setUp(): Promise<TreeValidationResult> {
    this.failure.set(null);
    const { code, name, email, password } = this.form().value();
    try {
      await this.#accounts.setUp(code.trim(), name, email, password);
      return void (await this.#router.navigateByUrl(homeOf(await this.#session.signIn(email, password))));
    } catch (error) {
      const failure = Failure.from(error);
      this.failure.set(failure);
      const { code: codeField, name: nameField, email: emailField, password: passwordField } = this.form;
      return fieldErrors(failure, { code: codeField, name: nameField, email: emailField, password: passwordField });
    }
  }
}
