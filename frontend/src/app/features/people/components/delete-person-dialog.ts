import { Component, inject, signal } from '@angular/core';
import { form, FormRoot, TreeValidationResult, validate } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { Account } from '../../../core/api/types';
import { Texts } from '../../../core/language/texts';
import { FailureNotice } from '../../../shared/failure-notice';
import { sendForm, sending } from '../../../shared/send-form';
import { TextField } from '../../../shared/text-field';
import { Kind, People } from '../services/people';

/** Deletes an account when its address has been typed; closes with a sentence. */
@Component({
  selector: 'lentigo-delete-person-dialog',
  imports: [FailureNotice, FormRoot, MatButton, MatDialogModule, TextField, TranslocoPipe],
  template: `
    <form [formRoot]="form">
      <h2 mat-dialog-title>{{ 'people.remove.title' | transloco: { name: person.name } }}</h2>
      <mat-dialog-content>
        <div class="lentigo-form">
          <p>
            {{
              (data.kind === 'doctors' ? 'people.remove.doctor' : 'people.remove.user')
                | transloco: { email: person.email }
            }}
          </p>
          <p>
            {{ 'people.remove.type' | transloco }} <strong class="lentigo-ltr">{{ person.email }}</strong>
          </p>
          <lentigo-text-field type="email" [label]="'frame.fields.email' | transloco" [field]="form.email" />
          <lentigo-failure [error]="failure()" />
        </div>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton type="button" mat-dialog-close>{{ 'frame.confirm.keep' | transloco }}</button>
        <button matButton="filled" type="submit" class="danger" disabledInteractive [disabled]="form().submitting()">
          {{ 'people.row.delete' | transloco }}
        </button>
      </mat-dialog-actions>
    </form>
  `,
  styles: `
    strong {
      overflow-wrap: anywhere;
    }

    .danger {
      --mat-button-filled-container-color: var(--mat-sys-error);
      --mat-button-filled-label-text-color: var(--mat-sys-on-error);
    }
  `,
})
export class DeletePersonDialog {
  readonly #people = inject(People);
  readonly #dialog = inject<MatDialogRef<DeletePersonDialog, string>>(MatDialogRef);
  readonly #texts = inject(Texts);
  protected readonly data = inject<{ readonly kind: Kind; readonly person: Account }>(MAT_DIALOG_DATA);

  protected readonly person = this.data.person;
  protected readonly failure = signal<Failure | null>(null);
  protected readonly form = form(
    signal({ email: '' }),
    (path) => {
      validate(path.email, ({ value }) =>
        value().trim().toLowerCase() === this.person.email.toLowerCase()
          ? undefined
          : { kind: 'other', message: this.#texts.text('people.remove.wrong') },
      );
    },
    { submission: sending(this.failure, () => this.#remove()) },
  );

  #remove(): Promise<TreeValidationResult> {
    return sendForm(this.failure, {}, async () => {
      await this.#people.remove(this.data.kind, this.person.email);
      this.#dialog.close(this.#texts.text('people.remove.done', { name: this.person.name }));
    });
  }
}
