import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Figure } from '../../../core/language/formats';
import { ConditionName } from '../../../shared/condition-name';
import { Figures, Measure, Model } from '../services/knowledge';
import { Measured } from './measured';

interface Row {
  readonly condition: string;
  readonly recall: Measure;
  readonly percent: number;
  /** What its pictures are most often taken for where they are not found; null where all are. */
  readonly mistakenFor: string | null;
}

/** How many pictures of each condition got their right name, and which wrong one the others got most. */
@Component({
  selector: 'lentigo-class-figures',
  imports: [ConditionName, Figure, Measured, TranslocoPipe],
  template: `
    <ul>
      @for (row of rows(); track row.condition) {
        <li>
          <strong>{{ row.condition | conditionName }}</strong>
          <span class="figures">
            <lentigo-measured [figure]="row.recall" />
            @if (row.recall.n !== null) {
              <span class="lentigo-quiet">{{
                'learn.good.of' | transloco: { n: (row.recall.n | figure: 0 : 0) }
              }}</span>
            }
          </span>
          <span class="track" aria-hidden="true"><span class="bar" [style.inline-size.%]="row.percent"></span></span>
          @if (row.mistakenFor; as other) {
            <span class="lentigo-quiet fine">{{
              'learn.good.takenFor' | transloco: { condition: (other | conditionName: 'inside') }
            }}</span>
          }
        </li>
      }
    </ul>
  `,
  styles: `
    ul {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 1fr));
      gap: var(--lentigo-space-4) var(--lentigo-space-6);
      margin: 0;
      padding: 0;
      list-style: none;
    }

    li {
      display: grid;
      gap: var(--lentigo-space-1);
      align-content: start;
    }

    .figures {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--lentigo-space-2);
      align-items: baseline;
    }

    .track {
      block-size: 0.5rem;
      overflow: hidden;
      border-radius: 999px;
      background: var(--mat-sys-surface-container-highest);
    }

    .bar {
      display: block;
      block-size: 100%;
      background: var(--mat-sys-primary);
    }

    .fine,
    .figures .lentigo-quiet {
      font: var(--mat-sys-body-small);
    }
  `,
})
export class ClassFigures {
  readonly model = input.required<Model>();
  readonly figures = input.required<Figures>();

  protected readonly rows = computed<readonly Row[]>(() =>
    this.figures().by_class.flatMap(({ class: condition, recall }) =>
      recall && recall.value !== null
        ? [{ condition, recall, percent: recall.value * 100, mistakenFor: this.#mistakenFor(condition) }]
        : [],
    ),
  );

  #mistakenFor(condition: string): string | null {
    const { classes } = this.model();
    const own = classes.indexOf(condition);
    const answers = (this.figures().confusion[own] ?? []).map((count, index) => (index === own ? 0 : count));
    const most = Math.max(0, ...answers);
    return most > 0 ? (classes[answers.indexOf(most)] ?? null) : null;
  }
}
