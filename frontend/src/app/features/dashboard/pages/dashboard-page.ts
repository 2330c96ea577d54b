import { httpResource } from '@angular/common/http';
import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { ConditionNames } from '../../../core/language/condition-names';
import { Figure, Percentage } from '../../../core/language/formats';
import { Languages } from '../../../core/language/languages';
import { Texts } from '../../../core/language/texts';
import { Empty } from '../../../shared/empty';
import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';
import { FiguresChart } from '../components/figures-chart';
import { ModelCard } from '../components/model-card';
import { ServiceCard } from '../components/service-card';
import { Dashboard, Figures } from '../services/series';

const PLAIN = '--mat-sys-primary';

const TIERS: Readonly<Record<string, { key: string; colour: string }>> = {
  high: { key: 'submissions.risk.high', colour: '--lentigo-high' },
  moderate: { key: 'submissions.risk.moderate', colour: '--lentigo-moderate' },
  low: { key: 'submissions.risk.low', colour: '--lentigo-low' },
  'not assessed': { key: 'submissions.risk.unknown', colour: '--lentigo-unknown' },
};

/** Use, agreement of doctors and machine, people, model and health at one glance; names nobody. */
@Component({
  selector: 'lentigo-dashboard-page',
  imports: [
    Empty,
    FailureNotice,
    Figure,
    FiguresChart,
    Loading,
    ModelCard,
    Percentage,
    RouterLink,
    ServiceCard,
    TranslocoPipe,
  ],
  templateUrl: './dashboard-page.html',
  styleUrl: './dashboard-page.scss',
})
export class DashboardPage {
  readonly #names = inject(ConditionNames);
  readonly #texts = inject(Texts);
  readonly #languages = inject(Languages);

  protected readonly spans = [7, 30, 90] as const;
  protected readonly days = signal(30);
  protected readonly found = httpResource<Dashboard>(() => ({ url: '/dashboard', params: { days: this.days() } }));
  /** The figures of the span before stay until those of the next have come. */
  protected readonly shown = linkedSignal<Dashboard | null, Dashboard | null>({
    source: () => (this.found.hasValue() ? this.found.value() : null),
    computation: (dashboard, before) => dashboard ?? before?.value ?? null,
  });

  protected readonly perDay = computed<Figures>(() => {
    const { locale } = this.#languages.current();
    // The server counts in days of UTC.
    const format = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
    const days = this.shown()?.days ?? [];
    return {
      of: this.#texts.text('dashboard.day'),
      labels: days.map(({ date }) => format.format(new Date(date))),
      series: [this.#counted(days.map(({ submissions }) => submissions))],
    };
  });
  protected readonly classes = computed<Figures>(() => {
    const classes = Object.entries(this.shown()?.classes ?? {});
    return {
      of: this.#texts.text('dashboard.class'),
      labels: classes.map(([condition]) => this.#names.of(condition)),
      series: [this.#counted(classes.map(([, count]) => count))],
    };
  });
  protected readonly risks = computed<Figures>(() => {
    const risks = Object.entries(this.shown()?.risks ?? {});
    const tiers = risks.map(([tier]) => TIERS[tier]);
    return {
      of: this.#texts.text('dashboard.risk'),
      labels: tiers.map((tier, place) => (tier ? this.#texts.text(tier.key) : (risks[place]?.[0] ?? ''))),
      series: [
        {
          ...this.#counted(risks.map(([, count]) => count)),
          colours: tiers.map((tier) => tier?.colour ?? PLAIN),
        },
      ],
    };
  });
  protected readonly agreement = computed<Figures>(() => {
    const rows = this.shown()?.agreement.by_class ?? [];
    return {
      of: this.#texts.text('dashboard.class'),
      labels: rows.map((row) => this.#names.of(row.class)),
      series: [
        {
          name: this.#texts.text('dashboard.agreement.confirmed'),
          values: rows.map(({ confirmed }) => confirmed),
          colours: ['--lentigo-low'],
        },
        {
          name: this.#texts.text('dashboard.agreement.corrected'),
          values: rows.map(({ corrected }) => corrected),
          colours: ['--lentigo-high'],
        },
      ],
    };
  });

  #counted(values: readonly number[]): Figures['series'][number] {
    return { name: this.#texts.text('dashboard.submissions'), values, colours: [PLAIN] };
  }
}
