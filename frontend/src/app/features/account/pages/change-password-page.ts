import { Component, computed, inject, signal } from '@angular/core';
import { form, FormRoot, TreeValidationResult } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { homeOf, Session } from '../../../core/session/session';
import { FailureNotice } from '../../../shared/failure-notice';
import { formRules } from '../../../shared/form-rules';
import { Notice } from '../../../shared/notice';
import { PasswordField } from '../../../shared/password-field';
import { sendForm, sending } from '../../../shared/send-form';
import { Accounts } from '../services/accounts';

@Component({
  selector: 'lentigo-change-password-page',
  imports: [FailureNotice, FormRoot, MatButton, Notice, PasswordField, RouterLink, TranslocoPipe],
  template: `
    <section class="lentigo-page lentigo-narrow">
      <h1>{{ 'account.change.heading' | transloco }}</h1>
      @if (forced()) {
        <lentigo-notice tone="warning">
          {{ 'account.change.forced' | transloco }}
        </lentigo-notice>
      }
      <form class="lentigo-form lentigo-card" [formRoot]="form">
        <lentigo-password-field [label]="'account.change.present' | transloco" [field]="form.current" />
        <lentigo-password-field
          [label]="'account.change.new' | transloco"
          autocomplete="new-password"
          [hint]="'frame.rules.passwordHint' | transloco"
          [field]="form.chosen"
        />
        <lentigo-failure [error]="failure()" />
        <div class="lentigo-actions">
          <button matButton="filled" type="submit" disabledInteractive [disabled]="form().submitting()">
            {{ 'account.change.act' | transloco }}
          </button>
          @if (forced()) {
            <button matButton type="button" (click)="signOut()">{{ 'account.overview.signOut' | transloco }}</button>
          } @else {
            <a matButton routerLink="/account">{{ 'account.change.back' | transloco }}</a>
          }
        </div>
      </form>
      <p class="lentigo-quiet">{{ 'account.change.everywhere' | transloco }}</p>
    </section>
  `,
})
export class ChangePasswordPage {
  readonly #accounts = inject(Accounts);
  readonly #session = inject(Session);
  readonly #router = inject(Router);

  protected readonly forced = computed(() => this.#session.account()?.must_change_password === true);
  readonly #rules = formRules();
  protected readonly failure = signal<Failure | null>(null);
  protected readonly form = form(
    signal({ current: '', chosen: '' }),
    (path) => {
      this.#rules.present(path.current, 'account.change.presentMissing');
      this.#rules.newPassword(path.chosen);
    },
    { submission: sending(this.failure, () => this.#change()) },
  );

  protected signOut(): Promise<void> {
    return this.#session.signOut();
  }

  #change(): Promise<TreeValidationResult> {
    const { current, chosen } = this.form;
    return sendForm(this.failure, { current_password: current, new_password: chosen }, async () => {
      await this.#accounts.changePassword(current().value(), chosen().value());
      // Every earlier session has just ended; the answer brought the cookie of a new one.
      await this.#session.refresh();
      const account = this.#session.account();
      await this.#router.navigateByUrl(account ? homeOf(account) : '/sign-in');
    });
  }
}
