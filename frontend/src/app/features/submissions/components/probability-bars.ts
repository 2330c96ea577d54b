import { Component, computed, input } from '@angular/core';

import { ConditionName } from '../../../shared/condition-name';
import { Likelihood } from '../../../shared/likelihood';

/** Every condition's probability, the likeliest first. */
@Component({
  selector: 'lentigo-probability-bars',
  imports: [ConditionName, Likelihood],
  template: `
    <ul>
      @for (row of rows(); track row.condition) {
        <li [class.first]="$first">
          <span>{{ row.condition | conditionName }}</span>&ngsp;
          <span class="figure">{{ row.percent | likelihood }}</span>
          <span class="track" aria-hidden="true"><span class="bar" [style.inline-size.%]="row.percent"></span></span>
        </li>
      }
    </ul>
  `,
  styleUrl: './probability-bars.scss',
})
export class ProbabilityBars {
  /** Per cent by condition. */
  readonly probabilities = input.required<Readonly<Record<string, number>>>();
  protected readonly rows = computed(() =>
    Object.entries(this.probabilities())
      .map(([condition, percent]) => ({ condition, percent }))
      .sort((a, b) => b.percent - a.percent),
  );
}
