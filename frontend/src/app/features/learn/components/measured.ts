import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Percentage } from '../../../core/language/formats';
import { Measure } from '../services/knowledge';

/** A measured share in per cent, with the range in which it lies. */
@Component({
  selector: 'lentigo-measured',
  imports: [Percentage, TranslocoPipe],
  template: `
    @let one = figure();
    @if (one.value !== null) {
      <strong>{{ one.value * 100 | percentage: digits() : digits() }}</strong>
      @if (one.low !== null && one.high !== null) {
        <span class="lentigo-quiet">
          {{
            'learn.good.range'
              | transloco
                : {
                    low: (one.low * 100 | percentage: digits() : digits()),
                    high: (one.high * 100 | percentage: digits() : digits()),
                  }
          }}
        </span>
      }
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 0 var(--lentigo-space-2);
    }

    span {
      font: var(--mat-sys-body-small);
    }

    :host(.large) strong {
      font: var(--lentigo-figure);
    }
  `,
})
export class Measured {
  readonly figure = input.required<Measure>();
  readonly digits = input(0);
}
