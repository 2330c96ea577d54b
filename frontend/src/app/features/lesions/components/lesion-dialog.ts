import { Component, inject, signal } from '@angular/core';
import { form, FormField, FormRoot, maxLength, TreeValidationResult } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { Texts } from '../../../core/language/texts';
import { FailureNotice } from '../../../shared/failure-notice';
import { FieldError } from '../../../shared/field-error';
import { formRules } from '../../../shared/form-rules';
import { sendForm, sending } from '../../../shared/send-form';
import { TextField } from '../../../shared/text-field';
import { Lesion, LesionFields, LesionName, Lesions, LONGEST_NAME, Side, SIDES, Site, SITES } from '../services/lesions';
import { OwnLesions } from '../services/own-lesions';

/** Begins to follow a spot, or changes one: where it is, and what it is called. Closes with the spot. */
@Component({
  selector: 'lentigo-lesion-dialog',
  imports: [
    FailureNotice,
    FieldError,
    FormField,
    FormRoot,
    MatButton,
    MatDialogModule,
    MatFormFieldModule,
    MatInput,
    TextField,
    TranslocoPipe,
  ],
  templateUrl: './lesion-dialog.html',
  styles: `
    mat-form-field {
      inline-size: 100%;
    }

    /* Room for the label of the first field, which stands over its edge. */
    .lentigo-form {
      padding-block-start: var(--lentigo-space-2);
    }
  `,
})
export class LesionDialog {
  readonly #lesions = inject(Lesions);
  readonly #own = inject(OwnLesions);
  readonly #dialog = inject<MatDialogRef<LesionDialog, Lesion>>(MatDialogRef);
  readonly #texts = inject(Texts);
  readonly #rules = formRules();
  /** The spot that is changed; null for a new one. */
  protected readonly lesion = inject<LesionName | null>(MAT_DIALOG_DATA);

  protected readonly sites = SITES;
  protected readonly sides = SIDES;
  protected readonly failure = signal<Failure | null>(null);
  protected readonly form = form(
    signal({ site: this.lesion?.site ?? '', side: this.lesion?.side ?? '', name: this.lesion?.name ?? '' }),
    (path) => {
      this.#rules.present(path.site, 'lesions.form.siteMissing');
      maxLength(path.name, LONGEST_NAME, {
        message: () => this.#texts.text('lesions.form.nameLong', { most: LONGEST_NAME }),
      });
    },
    { submission: sending(this.failure, () => this.#save()) },
  );

  #save(): Promise<TreeValidationResult> {
    const { site, side, name } = this.form;
    return sendForm(this.failure, { site, side, name }, async () => {
      const fields: LesionFields = {
        // One of the lists, or the empty line of the second.
        site: site().value() as Site,
        side: (side().value() || null) as Side | null,
        name: name().value().trim(),
      };
      const saved = await (this.lesion ? this.#lesions.change(this.lesion.id, fields) : this.#lesions.add(fields));
      this.#own.put(saved);
      this.#dialog.close(saved);
    });
  }
}
