import { Component, inject, signal } from '@angular/core';
import { form, FormRoot, TreeValidationResult } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { FailureNotice } from '../../../shared/failure-notice';
import { formRules } from '../../../shared/form-rules';
import { Notice } from '../../../shared/notice';
import { PasswordField } from '../../../shared/password-field';
import { sendForm, sending } from '../../../shared/send-form';
import { Accounts } from '../services/accounts';

/** Opened by the one-time link of an administrator; the token stands behind `#`, so no server log sees it. */
@Component({
  selector: 'lentigo-reset-password-page',
  imports: [FailureNotice, FormRoot, MatButton, Notice, PasswordField, RouterLink, TranslocoPipe],
  template: `
    <section class="lentigo-page lentigo-narrow">
      <h1>{{ 'account.reset.heading' | transloco }}</h1>
      @if (token) {
        <form class="lentigo-form lentigo-card" [formRoot]="form">
          <lentigo-password-field
            [label]="'account.change.new' | transloco"
            autocomplete="new-password"
            [hint]="'frame.rules.passwordHint' | transloco"
            [field]="form.password"
          />
          <lentigo-failure [error]="failure()" />
          <div class="lentigo-actions">
            <button matButton="filled" type="submit" disabledInteractive [disabled]="form().submitting()">
              {{ 'account.reset.act' | transloco }}
            </button>
          </div>
        </form>
      } @else {
        <lentigo-notice tone="error">
          {{ 'account.reset.incomplete' | transloco }}
        </lentigo-notice>
      }
      <p>
        <a routerLink="/sign-in">{{ 'account.reset.back' | transloco }}</a>
      </p>
    </section>
  `,
})
export class ResetPasswordPage {
  readonly #accounts = inject(Accounts);
  readonly #router = inject(Router);

  readonly #rules = formRules();
  protected readonly token = new URLSearchParams(inject(ActivatedRoute).snapshot.fragment ?? '').get('token');
  protected readonly failure = signal<Failure | null>(null);
  protected readonly form = form(signal({ password: '' }), (path) => this.#rules.newPassword(path.password), {
    submission: sending(this.failure, () => this.#reset()),
  });

  #reset(): Promise<TreeValidationResult> {
    const { password } = this.form;
    return sendForm(this.failure, { new_password: password }, async () => {
      await this.#accounts.resetPassword(this.token ?? '', password().value());
      await this.#router.navigate(['/sign-in'], { queryParams: { reset: true }, replaceUrl: true });
    });
  }
}
