import { Component, computed, effect, inject, signal } from '@angular/core';
import { form, FormRoot, TreeValidationResult, validate } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { Texts } from '../../../core/language/texts';
import { FailureNotice } from '../../../shared/failure-notice';
import { formRules } from '../../../shared/form-rules';
import { PasswordField } from '../../../shared/password-field';
import { sendForm, sending } from '../../../shared/send-form';
import { TextField } from '../../../shared/text-field';
import { Privacy } from '../services/privacy';

/** Asks for the own address and password before everything goes; closes with true when it is gone. */
@Component({
  selector: 'lentigo-erase-dialog',
  imports: [FailureNotice, FormRoot, MatButton, MatDialogModule, PasswordField, TextField, TranslocoPipe],
  template: `
    <h2 mat-dialog-title>{{ 'account.erase.heading' | transloco }}</h2>
    <form [formRoot]="form">
      <mat-dialog-content>
        <div class="lentigo-form">
          <p>{{ 'account.erase.text' | transloco }}</p>
          <p>{{ 'account.erase.first' | transloco }}</p>
          <lentigo-text-field
            type="email"
            [label]="'account.erase.typed' | transloco"
            [hint]="'account.erase.typedHint' | transloco: { email }"
            [field]="form.typed"
          />
          <lentigo-password-field [label]="'account.erase.password' | transloco" [field]="form.password" />
          <lentigo-failure [error]="failure()" />
        </div>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <!-- Pressed, it would close the dialog while everything is being erased; it never has the focus then. -->
        <button matButton type="button" [mat-dialog-close]="false" [disabled]="form().submitting()">
          {{ 'frame.confirm.keep' | transloco }}
        </button>
        <button matButton="filled" type="submit" class="danger" disabledInteractive [disabled]="form().submitting()">
          {{ label() | transloco }}
        </button>
      </mat-dialog-actions>
    </form>
  `,
  styles: `
    .danger {
      --mat-button-filled-container-color: var(--mat-sys-error);
      --mat-button-filled-label-text-color: var(--mat-sys-on-error);
    }
  `,
})
export class EraseDialog {
  readonly #privacy = inject(Privacy);
  readonly #dialog = inject<MatDialogRef<EraseDialog, boolean>>(MatDialogRef);
  readonly #texts = inject(Texts);
  readonly #rules = formRules();
  protected readonly email = inject<string>(MAT_DIALOG_DATA);

  protected readonly failure = signal<Failure | null>(null);
  protected readonly form = form(
    signal({ typed: '', password: '' }),
    (path) => {
      validate(path.typed, ({ value }) =>
        value().trim().toLowerCase() === this.email.toLowerCase()
          ? undefined
          : { kind: 'another', message: this.#texts.text('account.erase.typedWrong') },
      );
      this.#rules.present(path.password, 'account.erase.passwordMissing');
    },
    { submission: sending(this.failure, () => this.#erase()) },
  );
  protected readonly label = computed(() => (this.form().submitting() ? 'account.erase.busy' : 'account.erase.act'));

  constructor() {
    // While everything is being erased, closing would only hide it.
    effect(() => {
      this.#dialog.disableClose = this.form().submitting();
    });
  }

  #erase(): Promise<TreeValidationResult> {
    const { password } = this.form;
    return sendForm(this.failure, { password }, async () => {
      await this.#privacy.erase(password().value());
      this.#dialog.close(true);
    });
  }
}
