import { Component, computed, inject, signal } from '@angular/core';
import { form, FormRoot, required, TreeValidationResult } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';

import { Failure } from '../../../core/api/failure';
import { homeOf, Session } from '../../../core/session/session';
import { FailureNotice } from '../../../shared/failure-notice';
import { fieldErrors, newPasswordRules, PASSWORD_HINT } from '../../../shared/form-rules';
import { Notice } from '../../../shared/notice';
import { PasswordField } from '../../../shared/password-field';
import { Accounts } from '../services/accounts';

@Component({
  selector: 'lentigo-change-password-page',
  imports: [FailureNotice, FormRoot, MatButton, Notice, PasswordField, RouterLink],
  template: `
    <section class="lentigo-page lentigo-narrow">
      <h1>Change your password</h1>
      @if (forced()) {
        <lentigo-notice tone="warning">
          Your password was chosen by somebody else. Choose one of your own; then the rest of Lentigo opens.
        </lentigo-notice>
      }
      <form class="lentigo-form lentigo-card" [formRoot]="form">
        <lentigo-password-field label="Present password" [field]="form.current" />
        <lentigo-password-field
          label="New password"
          autocomplete="new-password"
          [hint]="passwordHint"
          [field]="form.chosen"
        />
        <lentigo-failure [error]="failure()" />
        <div class="lentigo-actions">
          <button matButton="filled" type="submit" [disabled]="form().submitting()">Change the password</button>
          @if (forced()) {
            <button matButton type="button" (click)="signOut()">Sign out</button>
          } @else {
            <a matButton routerLink="/account">Back</a>
          }
        </div>
      </form>
      <p class="lentigo-quiet">You will be signed out everywhere else.</p>
    </section>
  `,
})
export class ChangePasswordPage {
  readonly #accounts = inject(Accounts);
  readonly #session = inject(Session);
  readonly #router = inject(Router);

  protected readonly passwordHint = PASSWORD_HINT;
  protected readonly forced = computed(() => this.#session.account()?.must_change_password === true);
  protected readonly failure = signal<Failure | null>(null);
  protected readonly form = form(
    signal({ current: '', chosen: '' }),
    (path) => {
      required(path.current, { message: 'Enter your present password.' });
      newPasswordRules(path.chosen);
    },
    { submission: { action: () => this.#change() } },
  );

  protected signOut(): Promise<void> {
    return this.#session.signOut();
  }

  async #change(): Promise<TreeValidationResult> {
    this.failure.set(null);
    const { current, chosen } = this.form().value();
    try {
      await this.#accounts.changePassword(current, chosen);
      // Every earlier session has just ended; the answer brought the cookie of a new one.
      await this.#session.refresh();
      const account = this.#session.account();
      return void (await this.#router.navigateByUrl(account ? homeOf(account) : '/sign-in'));
    } catch (error) {
      const failure = Failure.from(error);
      this.failure.set(failure);
      return fieldErrors(failure, { current_password: this.form.current, new_password: this.form.chosen });
    }
  }
}
