import { Component, inject, input, signal } from '@angular/core';
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
import { TextField } from '../../../shared/text-field';
import { WaitingPictures } from '../../submissions/services/waiting-pictures';
import { Entrance } from '../components/entrance';

@Component({
  selector: 'lentigo-sign-in-page',
  imports: [Entrance, FailureNotice, FormRoot, MatButton, Notice, PasswordField, RouterLink, TextField, TranslocoPipe],
  templateUrl: './sign-in-page.html',
})
export class SignInPage {
  readonly #session = inject(Session);
  readonly #router = inject(Router);

  /** Where to go on to; from the query. */
  readonly next = input<string>();
  /** Whether a session just ended; from the query. */
  readonly ended = input<string>();
  /** Whether a password was just reset; from the query. */
  readonly reset = input<string>();

  readonly #waiting = inject(WaitingPictures);
  readonly #rules = formRules();
  protected readonly failure = signal<Failure | null>(null);
  protected readonly form = form(
    signal({ email: '', password: '' }),
    (path) => {
      this.#rules.email(path.email);
      this.#rules.present(path.password, 'frame.rules.password');
    },
    { submission: sending(this.failure, () => this.#signIn()) },
  );

  #signIn(): Promise<TreeValidationResult> {
    const { email, password } = this.form().value();
    return sendForm(this.failure, {}, async () => {
      const account = await this.#session.signIn(email, password);
      // What waits here for somebody else, whose session ran out, is deleted.
      void this.#waiting.of(account._id).catch(() => undefined);
      const home = homeOf(account);
      const waiting = account.must_change_password || !account.approved;
      await this.#router.navigateByUrl(waiting ? home : (this.#inside(this.next()) ?? home));
    });
  }

  /** Only an address of this page may be gone on to. */
  #inside(next: string | undefined): string | null {
    return next && /^\/(?![/\\])/.test(next) && next !== '/' ? next : null;
  }
}
