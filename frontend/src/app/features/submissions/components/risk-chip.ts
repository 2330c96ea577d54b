import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Risk } from '../../../core/api/types';

/** The risk tier in a word or two, for a row of the history. */
@Component({
  selector: 'lentigo-risk-chip',
  imports: [TranslocoPipe],
  template: `{{ label() | transloco }}`,
  styles: `
    @use 'risk-tones';

    @include risk-tones.tones;

    :host {
      display: inline-block;
      padding: 0.125rem 0.75rem;
      border-radius: var(--lentigo-radius);
      font: var(--mat-sys-body-small);
      font-weight: 600;

      &::first-letter {
        text-transform: uppercase;
      }
    }
  `,
  host: { '[class]': 'tone()' },
})
export class RiskChip {
  readonly risk = input.required<Risk>();
  /** Malignancy is likely enough for a high risk, though no tier may be given. */
  readonly urgent = input(false);
  readonly #word = computed(() => {
    const risk = this.risk();
    const withheld = this.urgent() ? 'urgent' : 'unknown';
    return risk === 'not assessed' ? withheld : risk;
  });
  protected readonly tone = computed(() => (this.#word() === 'urgent' ? 'high' : this.#word()));
  protected readonly label = computed(() => `submissions.risk.${this.#word()}`);
}
