import { Component, inject } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';

import { LanguageChoice } from './language-choice';
import { Languages, LANGUAGES } from './languages';

/** Chooses the language, each in its own words. */
@Component({
  selector: 'lentigo-language-chooser',
  imports: [MatIcon, TranslocoPipe],
  template: `
    <mat-icon svgIcon="language" aria-hidden="true" />
    <span class="code" aria-hidden="true">{{ languages.current().code }}</span>
    <span class="name" aria-hidden="true">{{ languages.current().name }}</span>
    <select #list [attr.aria-label]="'frame.header.language' | transloco" (change)="choice.take(list)">
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
  `,
  styles: `
    @use 'chooser';

    @include chooser.chooser;

    .code {
      text-transform: uppercase;
    }

    .name {
      display: none;
    }

    @media (min-width: 60rem) {
      .code {
        display: none;
      }

      .name {
        display: inline;
      }
    }
  `,
})
export class LanguageChooser {
  protected readonly languages = inject(Languages);
  protected readonly choice = inject(LanguageChoice);
  protected readonly all = LANGUAGES;
}
