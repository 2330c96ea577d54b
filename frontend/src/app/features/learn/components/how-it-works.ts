import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { ConditionNames } from '../../../core/language/condition-names';
import { Figure } from '../../../core/language/formats';
import { Languages } from '../../../core/language/languages';
import { inside } from '../../../shared/condition-name';
import { Model } from '../services/knowledge';

/** From the picture to the result, in six steps. */
@Component({
  selector: 'lentigo-how-it-works',
  imports: [Figure, TranslocoPipe],
  template: `
    <ol>
      <li>{{ 'learn.works.look' | transloco }}</li>
      <li>
        {{
          (model().training_images['train'] === undefined ? 'learn.works.networkNoTrain' : 'learn.works.network')
            | transloco
              : {
                  train: (model().training_images['train'] ?? 0 | figure: 0 : 0),
                  size: (model().input_size | figure: 0 : 0),
                  count: (model().classes.length | figure: 0 : 0),
                }
        }}
      </li>
      <li>{{ 'learn.works.risk' | transloco: { malignant: malignant() } }}</li>
      <li>{{ 'learn.works.map' | transloco }}</li>
      <li>{{ 'learn.works.report' | transloco }}</li>
      <li>{{ 'learn.works.doctor' | transloco }}</li>
    </ol>
  `,
  styles: `
    ol {
      display: grid;
      gap: var(--lentigo-space-3);
      max-inline-size: var(--lentigo-measure);
      margin: 0;
      padding-inline-start: 1.5rem;
    }
  `,
})
export class HowItWorks {
  readonly #names = inject(ConditionNames);
  readonly #languages = inject(Languages);
  readonly model = input.required<Model>();
  protected readonly malignant = computed(() =>
    this.model()
      .malignant.map((condition) => inside(this.#names.of(condition)))
      .join(this.#languages.current().direction === 'rtl' ? '، ' : ', '),
  );
}
