import { BreakpointObserver } from '@angular/cdk/layout';
import { Component, effect, inject, input, signal, untracked } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { ActivatedRoute, NavigationEnd, Router, RouterLink, RouterOutlet } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { filter, map } from 'rxjs';

import { Figure } from '../../../core/language/formats';
import { Empty } from '../../../shared/empty';
import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';
import { CaseRow } from '../components/case-row';
import { ReviewQueue } from '../services/review-queue';
import { QueueState } from '../services/reviews';

/** From here on the list stands beside the case; the same measure stands in the style sheet. */
const BESIDE = '(min-width: 56rem)';

const STATES: readonly QueueState[] = ['waiting', 'asked', 'done'];

/** What patients gave for review, most urgent first, then oldest; the open case beside it, or alone on a telephone. */
@Component({
  selector: 'lentigo-reviews-page',
  imports: [CaseRow, Empty, FailureNotice, Figure, Loading, MatButton, RouterLink, RouterOutlet, TranslocoPipe],
  templateUrl: './reviews-page.html',
  styleUrl: './reviews-page.scss',
  providers: [ReviewQueue],
  host: { '[class.open]': 'open() !== null' },
})
export class ReviewsPage {
  readonly #router = inject(Router);
  protected readonly queue = inject(ReviewQueue);

  /** From the address. */
  readonly state = input<QueueState, string | undefined>('waiting', {
    transform: (state) => STATES.find((known) => known === state) ?? 'waiting',
  });

  readonly #beside = toSignal(
    inject(BreakpointObserver)
      .observe(BESIDE)
      .pipe(map(({ matches }) => matches)),
    { initialValue: false },
  );
  readonly #route = inject(ActivatedRoute);
  /** Number of the case that is open. */
  protected readonly open = signal(this.#child());
  protected readonly states = STATES;

  constructor() {
    this.#router.events
      .pipe(
        filter((event) => event instanceof NavigationEnd),
        takeUntilDestroyed(),
      )
      .subscribe(() => this.open.set(this.#child()));
    effect(() => {
      const state = this.state();
      untracked(() => void this.queue.show(state));
    });
    effect(() => {
      // Beside the list there is room for a case, and the first is the one to begin with.
      const first = this.queue.cases()[0];
      if (this.#beside() && this.open() === null && first) {
        const extras = { replaceUrl: true, queryParamsHandling: 'preserve' } as const;
        untracked(() => void this.#router.navigate(['/reviews', first.id], extras));
      }
    });
  }

  #child(): number | null {
    const id = this.#route.snapshot.firstChild?.paramMap.get('id');
    return id ? Number(id) : null;
  }
}
