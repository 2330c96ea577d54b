import { Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';

import { Risk } from '../../../core/api/types';

interface Words {
  readonly title: string;
  readonly tone: string;
  readonly icon: string;
}

const WORDS: Readonly<Record<Risk, Words>> = {
  high: { title: 'High risk', tone: 'high', icon: 'alert' },
  moderate: { title: 'Moderate risk', tone: 'moderate', icon: 'alert' },
  low: { title: 'Low risk', tone: 'low', icon: 'eye' },
  'not assessed': { title: 'Risk not assessed', tone: 'unknown', icon: 'info' },
};

/** The first thing one reads: how pressing it is, and what to do next. */
@Component({
  selector: 'lentigo-risk-banner',
  imports: [MatIcon],
  template: `
    <p class="tier">
      <mat-icon [svgIcon]="words().icon" aria-hidden="true" />
      <strong>{{ words().title }}</strong>
    </p>
    <p class="next">{{ nextStep() }}</p>
    @if (risk() === 'low') {
      <!-- A model can be wrong in the worst case, too: low is never the end of the matter. -->
      <p class="next">A spot that changes, bleeds or does not heal must be seen by a clinician.</p>
    }
  `,
  styleUrl: './risk-banner.scss',
  host: { '[class]': 'words().tone' },
})
export class RiskBanner {
  readonly risk = input.required<Risk>();
  readonly nextStep = input.required<string>();
  protected readonly words = computed(() => WORDS[this.risk()]);
}
