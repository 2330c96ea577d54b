import { Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';

import { Risk } from '../../../core/api/types';

interface Words {
  readonly title: string;
  readonly tone: string;
  readonly icon: string;
}

const WORDS: Readonly<Record<Risk, Words>> = {
  high: { title: 'submissions.risk.high', tone: 'high', icon: 'alert' },
  moderate: { title: 'submissions.risk.moderate', tone: 'moderate', icon: 'alert' },
  low: { title: 'submissions.risk.low', tone: 'low', icon: 'eye' },
  'not assessed': { title: 'submissions.risk.unknown', tone: 'unknown', icon: 'info' },
};

/** The first thing one reads: how pressing it is, why nothing can be said where that is so, and what to do next. */
@Component({
  selector: 'lentigo-risk-banner',
  imports: [MatIcon, TranslocoPipe],
  template: `
    @if (lead(); as lead) {
      <p class="lead">{{ lead | transloco }}</p>
    }
    <p class="tier">
      <mat-icon [svgIcon]="urgent() ? 'alert' : words().icon" aria-hidden="true" />
      <strong>{{ words().title | transloco }}</strong>
    </p>
    @for (reason of reasons(); track reason) {
      <p class="next">{{ reason | transloco }}</p>
    }
    <p class="next step">{{ nextStep() }}</p>
    @if (risk() === 'low') {
      <!-- A model can be wrong in the worst case, too: low is never the end of the matter. -->
      <p class="next">{{ 'submissions.risk.watch' | transloco }}</p>
    }
  `,
  styleUrl: './risk-banner.scss',
  host: { '[class]': "urgent() ? 'high' : words().tone" },
})
export class RiskBanner {
  readonly risk = input.required<Risk>();
  readonly nextStep = input.required<string>();
  /** Malignancy is likely enough for a high risk, though no tier may be given. */
  readonly urgent = input(false);
  readonly uncertain = input(false);
  readonly forced = input(false);
  /** False: it does not look like skin. */
  readonly skin = input<boolean | null>(null);
  protected readonly words = computed(() => WORDS[this.risk()]);
  protected readonly lead = computed(() => (this.uncertain() ? 'submissions.risk.uncertain' : null));
  protected readonly reasons = computed(() => [
    ...(this.forced() ? ['submissions.result.forced'] : []),
    ...(this.skin() === false ? ['submissions.result.notSkin'] : []),
    ...(this.uncertain() ? ['submissions.result.uncertain'] : []),
    ...(this.urgent() && this.risk() === 'not assessed' ? ['submissions.result.urgent'] : []),
  ]);
}
