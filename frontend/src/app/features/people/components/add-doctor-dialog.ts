import { Component, inject, signal } from '@angular/core';
import { form, FormRoot, TreeValidationResult } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { Texts } from '../../../core/language/texts';
import { FailureNotice } from '../../../shared/failure-notice';
import { formRules } from '../../../shared/form-rules';
import { PasswordField } from '../../../shared/password-field';
import { sendForm, sending } from '../../../shared/send-form';
import { TextField } from '../../../shared/text-field';
import { People } from '../services/people';

/** Closes with a sentence once the doctor is there; what was typed stays until then. */
@Component({
  selector: 'lentigo-add-doctor-dialog',
  imports: [FailureNotice, FormRoot, MatButton, MatDialogModule, PasswordField, TextField, TranslocoPipe],
  template: `
    <form [formRoot]="form">
      <h2 mat-dialog-title>{{ 'people.add.title' | transloco }}</h2>
      <mat-dialog-content>
        <div class="lentigo-form">
          <p>{{ 'people.add.text' | transloco }}</p>
          <lentigo-text-field [label]="'frame.fields.name' | transloco" [field]="form.name" />
          <lentigo-text-field [label]="'frame.fields.email' | transloco" type="email" [field]="form.email" />
          <lentigo-password-field
            [label]="'people.add.password' | transloco"
            autocomplete="new-password"
            [hint]="'people.add.passwordHint' | transloco"
            [field]="form.password"
          />
          <lentigo-failure [error]="failure()" />
        </div>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>{{ 'people.add.cancel' | transloco }}</button>
        <button matButton="filled" type="submit" disabledInteractive [disabled]="form().submitting()">
          {{ 'people.add.act' | transloco }}
        </button>
      </mat-dialog-actions>
    </form>
  `,
})
export class AddDoctorDialog {
  readonly #people = inject(People);
  readonly #texts = inject(Texts);
  readonly #dialog = inject<MatDialogRef<AddDoctorDialog, string>>(MatDialogRef);

  readonly #rules = formRules();
  protected readonly failure = signal<Failure | null>(null);
  protected readonly form = form(
    signal({ name: '', email: '', password: '' }),
    (path) => this.#rules.newAccount(path),
    { submission: sending(this.failure, () => this.#add()) },
  );

  #add(): Promise<TreeValidationResult> {
    const { name, email, password } = this.form;
    return sendForm(this.failure, { name, email, password }, async () => {
      await this.#people.addDoctor(name().value(), email().value(), password().value());
      this.#dialog.close(this.#texts.text('people.add.done', { name: name().value().trim() }));
    });
  }
}
