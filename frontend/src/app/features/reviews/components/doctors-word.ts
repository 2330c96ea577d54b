import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Moment } from '../../../core/language/formats';
import { ConditionName } from '../../../shared/condition-name';
import { Word } from '../services/reviews';

/** What a doctor has said: the decision, what it is, the note, by whom and when. */
@Component({
  selector: 'lentigo-doctors-word',
  imports: [ConditionName, Moment, TranslocoPipe],
  template: `
    <p>
      {{ 'reviews.word.' + word().state | transloco }}
      @if (word().class; as condition) {
        <strong>{{ condition | conditionName }}</strong>
      }
    </p>
    @if (word().note) {
      <p class="note" dir="auto">{{ word().note }}</p>
    }
    <p class="lentigo-quiet small">
      <bdi>{{ word().doctor ?? ('reviews.word.gone' | transloco) }}</bdi>
      @if (word().time; as time) {
        · {{ time | moment }}
      }
    </p>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--lentigo-space-1);
    }

    .note {
      white-space: pre-line;
      overflow-wrap: anywhere;
    }

    .small {
      font: var(--mat-sys-body-small);
    }
  `,
})
export class DoctorsWord {
  readonly word = input.required<Word>();
}
