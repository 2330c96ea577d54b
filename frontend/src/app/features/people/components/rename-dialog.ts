import { Component, inject, signal } from '@angular/core';
import { form, FormRoot, TreeValidationResult } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { Account } from '../../../core/api/types';
import { FailureNotice } from '../../../shared/failure-notice';
import { formRules } from '../../../shared/form-rules';
import { sendForm, sending } from '../../../shared/send-form';
import { TextField } from '../../../shared/text-field';
import { Kind, People } from '../services/people';

/** Changes somebody's name; closes with the changed account. */
@Component({
  selector: 'lentigo-rename-dialog',
  imports: [FailureNotice, FormRoot, MatButton, MatDialogModule, TextField, TranslocoPipe],
  template: `
    <form [formRoot]="form">
      <h2 mat-dialog-title>{{ 'people.rename.title' | transloco }}</h2>
      <mat-dialog-content>
        <div class="lentigo-form">
          <p class="lentigo-quiet lentigo-ltr">{{ data.person.email }}</p>
          <lentigo-text-field [label]="'frame.fields.name' | transloco" [field]="form.name" />
          <lentigo-failure [error]="failure()" />
        </div>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>{{ 'people.add.cancel' | transloco }}</button>
        <button matButton="filled" type="submit" disabledInteractive [disabled]="form().submitting()">
          {{ 'people.rename.act' | transloco }}
        </button>
      </mat-dialog-actions>
    </form>
  `,
})
export class RenameDialog {
  readonly #people = inject(People);
  readonly #dialog = inject<MatDialogRef<RenameDialog, Account>>(MatDialogRef);
  readonly #rules = formRules();
  protected readonly data = inject<{ readonly kind: Kind; readonly person: Account }>(MAT_DIALOG_DATA);

  protected readonly failure = signal<Failure | null>(null);
  protected readonly form = form(signal({ name: this.data.person.name }), (path) => this.#rules.name(path.name), {
    submission: sending(this.failure, () => this.#rename()),
  });

  #rename(): Promise<TreeValidationResult> {
    const { name } = this.form;
    const { kind, person } = this.data;
    return sendForm(this.failure, { name }, async () =>
      this.#dialog.close(await this.#people.change(kind, person.email, { name: name().value() })),
    );
  }
}
