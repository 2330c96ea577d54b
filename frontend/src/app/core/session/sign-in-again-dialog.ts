import { Component, inject, Injector, signal } from '@angular/core';
import { form, FormRoot, required, TreeValidationResult } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialog, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { FailureNotice } from '../../shared/failure-notice';
import { PasswordField } from '../../shared/password-field';
import { sendForm, sending } from '../../shared/send-form';
import { Failure } from '../api/failure';
import { Texts } from '../language/texts';
import { Session } from './session';

/** Lies over the page when a session has run out; what stands on the page stays as it is, unseen, until then. */
@Component({
  selector: 'lentigo-sign-in-again-dialog',
  imports: [FailureNotice, FormRoot, MatButton, MatDialogModule, PasswordField, TranslocoPipe],
  template: `
    <form [formRoot]="form">
      <h2 mat-dialog-title>{{ 'frame.signInAgain.title' | transloco }}</h2>
      <mat-dialog-content>
        <div class="lentigo-form">
          <p>{{ 'frame.signInAgain.text' | transloco }}</p>
          <p>
            <strong class="lentigo-ltr">{{ email }}</strong>
          </p>
          <lentigo-password-field [label]="'frame.fields.password' | transloco" [field]="form.password" />
          <lentigo-failure [error]="failure()" />
        </div>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" [mat-dialog-close]="false">{{ 'frame.signInAgain.leave' | transloco }}</button>
        <button matButton="filled" type="submit" disabledInteractive [disabled]="form().submitting()">
          {{ 'frame.signInAgain.act' | transloco }}
        </button>
      </mat-dialog-actions>
    </form>
  `,
})
export class SignInAgainDialog {
  readonly #session = inject(Session);
  readonly #texts = inject(Texts);
  readonly #dialog = inject<MatDialogRef<SignInAgainDialog, boolean>>(MatDialogRef);
  protected readonly email = inject<string>(MAT_DIALOG_DATA);

  protected readonly failure = signal<Failure | null>(null);
  protected readonly form = form(
    signal({ password: '' }),
    (path) => required(path.password, { message: () => this.#texts.text('frame.rules.password') }),
    { submission: sending(this.failure, () => this.#signIn()) },
  );

  #signIn(): Promise<TreeValidationResult> {
    return sendForm(this.failure, {}, async () => {
      await this.#session.signIn(this.email, this.form.password().value());
      this.#dialog.close(true);
    });
  }
}

/** Ask for the password of this account; true once the person is signed in again. */
export async function signedInAgain(injector: Injector, email: string): Promise<boolean> {
  const dialog = injector.get(MatDialog).open<SignInAgainDialog, string, boolean>(SignInAgainDialog, {
    data: email,
    disableClose: true,
    width: '28rem',
    // Nobody who passes by may read what the last person left open.
    backdropClass: 'lentigo-curtain',
  });
  return (await firstValueFrom(dialog.afterClosed())) === true;
}
