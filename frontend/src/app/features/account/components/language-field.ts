import { Component, inject } from '@angular/core';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';

import { LanguageChoice } from '../../../core/language/language-choice';
import { Languages, LANGUAGES } from '../../../core/language/languages';

/** The language of the page and of what the server writes for this person. */
@Component({
  selector: 'lentigo-language-field',
  imports: [MatFormFieldModule, MatInput, TranslocoPipe],
  template: `
    <mat-form-field appearance="outline" subscriptSizing="dynamic">
      <mat-label>{{ 'account.overview.language' | transloco }}</mat-label>
      <select #list matNativeControl (change)="choice.take(list)">
        @for (language of all; track language.code) {
          <option
            [value]="language.code"
            [selected]="language.code === languages.current().code"
            [attr.lang]="language.code"
          >
            {{ language.name }}
          </option>
        }
      </select>
      <mat-hint>{{ 'account.overview.languageText' | transloco }}</mat-hint>
    </mat-form-field>
  `,
  styles: `
    mat-form-field {
      inline-size: 100%;
    }
  `,
})
export class LanguageField {
  protected readonly languages = inject(Languages);
  protected readonly choice = inject(LanguageChoice);
  protected readonly all = LANGUAGES;
}
