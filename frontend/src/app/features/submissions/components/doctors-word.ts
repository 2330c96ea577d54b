import { Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';

import { Submission } from '../../../core/api/types';
import { Day } from '../../../core/language/formats';
import { ConditionName } from '../../../shared/condition-name';

type Review = NonNullable<Submission['review']>;

/** What a doctor has said of a picture; stands above everything that the program says of it. */
@Component({
  selector: 'lentigo-doctors-word',
  imports: [ConditionName, Day, MatIcon, TranslocoPipe],
  template: `
    <h2>
      <mat-icon svgIcon="doctor" aria-hidden="true" />
      {{ heading() | transloco: { doctor: review().doctor ?? ('submissions.word.someone' | transloco) } }}
    </h2>
    @if (review().class; as condition) {
      <p class="class">{{ condition | conditionName }}</p>
    }
    @if (review().note) {
      <!-- What somebody wrote is shown as text and never read as markup. -->
      <blockquote [attr.aria-label]="'submissions.word.note' | transloco" dir="auto">{{ review().note }}</blockquote>
    } @else {
      <p>{{ 'submissions.word.noNote' | transloco }}</p>
    }
    <p class="fine">
      @if (review().time; as time) {
        {{ time | day }} ·
      }
      {{ 'submissions.word.counts' | transloco }}
    </p>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--lentigo-space-3);
      padding: var(--lentigo-space-5);
      border: 2px solid var(--mat-sys-primary);
      border-radius: var(--lentigo-radius);
      background: var(--lentigo-brand-surface);
    }

    h2 {
      display: flex;
      gap: var(--lentigo-space-3);
      align-items: center;
    }

    mat-icon {
      flex: none;
      color: var(--mat-sys-primary);
    }

    .class {
      font: var(--lentigo-figure);
    }

    blockquote {
      max-inline-size: var(--lentigo-measure);
      margin: 0;
      padding-inline-start: var(--lentigo-space-4);
      border-inline-start: 0.25rem solid var(--mat-sys-primary);
      font-size: 1.125rem;
      white-space: pre-line;
    }

    .fine {
      font: var(--mat-sys-body-small);
    }
  `,
})
export class DoctorsWord {
  readonly review = input.required<Review>();
  protected readonly heading = computed(() =>
    this.review().state === 'corrected' ? 'submissions.word.corrected' : 'submissions.word.confirmed',
  );
}
