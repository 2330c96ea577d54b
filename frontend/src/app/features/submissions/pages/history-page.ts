import { Location } from '@angular/common';
import {
  afterNextRender,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  signal,
  untracked,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { Submission } from '../../../core/api/types';
import { Day, Figure } from '../../../core/language/formats';
import { Texts } from '../../../core/language/texts';
import { ConditionName } from '../../../shared/condition-name';
import { Counted } from '../../../shared/counted';
import { Empty } from '../../../shared/empty';
import { FailureNotice } from '../../../shared/failure-notice';
import { Likelihood } from '../../../shared/likelihood';
import { Loading } from '../../../shared/loading';
import { Messages } from '../../../shared/messages';
import { MessageChip } from '../../conversations/components/message-chip';
import { HistoryTabs } from '../../lesions/components/history-tabs';
import { LesionTitle } from '../../lesions/components/lesion-words';
import { DeletedRow } from '../components/deleted-row';
import { EVERYTHING, HistoryFilter, RISKS, Sought } from '../components/history-filter';
import { RiskChip } from '../components/risk-chip';
import { SecurePicture } from '../components/secure-picture';
import { HistoryList } from '../services/history-list';
import { Removal, Removals } from '../services/removals';

interface Entry {
  readonly submission: Submission;
  /** Where it was deleted a moment ago. */
  readonly removal: Removal | null;
}

/** The caller's own submissions, newest first, a part at a time; what is looked for stands in the address. */
@Component({
  selector: 'lentigo-history-page',
  imports: [
    ConditionName,
    Counted,
    Day,
    DeletedRow,
    Empty,
    FailureNotice,
    Figure,
    HistoryFilter,
    HistoryTabs,
    LesionTitle,
    Likelihood,
    Loading,
    MatButton,
    MatIcon,
    MatIconButton,
    MessageChip,
    RiskChip,
    RouterLink,
    SecurePicture,
    TranslocoPipe,
  ],
  providers: [HistoryList],
  templateUrl: './history-page.html',
  styleUrl: './history-page.scss',
})
export class HistoryPage {
  readonly #removals = inject(Removals);
  readonly #messages = inject(Messages);
  readonly #texts = inject(Texts);
  readonly #location = inject(Location);
  readonly #router = inject(Router);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #injector = inject(Injector);

  protected readonly list = inject(HistoryList);
  protected readonly everything = EVERYTHING;
  protected readonly sought = signal(soughtIn(inject(ActivatedRoute)));
  protected readonly failure = signal<Failure | null>(null);
  /** What was deleted here and did not come back. */
  readonly #gone = signal<ReadonlySet<number>>(new Set());
  protected readonly left = computed(() => this.list.rows().filter(({ id }) => !this.#gone().has(id)).length);
  protected readonly total = computed(() => this.list.total() - (this.list.rows().length - this.left()));
  protected readonly seeking = computed(() => Object.values(this.sought()).some(Boolean));
  /** The rows, those that were deleted a moment ago in their places, and before them what was deleted elsewhere. */
  protected readonly entries = computed<readonly Entry[]>(() => {
    const pending = new Map(this.#removals.pending().map((removal) => [removal.submission.id, removal]));
    const rows = this.list
      .rows()
      .filter(({ id }) => !this.#gone().has(id) || pending.has(id))
      .map((submission) => ({ submission, removal: pending.get(submission.id) ?? null }));
    const known = new Set(rows.map(({ submission }) => submission.id));
    const elsewhere = [...pending.values()]
      .filter(({ submission }) => !known.has(submission.id))
      .map((removal) => ({ submission: removal.submission, removal }));
    return [...elsewhere, ...rows];
  });

  constructor() {
    effect(() => {
      const { words, condition, risk, reviewed } = this.sought();
      untracked(() => {
        this.#noteDown();
        void this.list.show(
          {
            ...(condition && { class: condition }),
            ...(risk && { risk }),
            ...(reviewed && { reviewed: reviewed === 'true' }),
          },
          words,
        );
      });
    });
  }

  protected async remove(submission: Submission): Promise<void> {
    this.failure.set(null);
    try {
      await this.#removals.remove(submission);
      this.#gone.update((gone) => new Set([...gone, submission.id]));
      this.#focus(`lentigo-deleted-row[data-number="${submission.id}"] button`);
    } catch (error) {
      this.failure.set(Failure.from(error));
    }
  }

  protected async restore(submission: Submission): Promise<void> {
    const restored = await this.#removals.restore(submission.id);
    if (restored) {
      this.#gone.update((gone) => new Set([...gone].filter((id) => id !== submission.id)));
      this.list.insert(restored);
      this.#messages.show(this.#texts.text('submissions.history.restored', { id: submission.id }));
      this.#focus(`a[href$="/history/${submission.id}"]`);
    }
  }

  /** The button that was pressed is gone: whoever works by keyboard goes on beside it. */
  #focus(selector: string): void {
    afterNextRender(() => this.#host.nativeElement.querySelector<HTMLElement>(selector)?.focus(), {
      injector: this.#injector,
    });
  }

  /** Past the router, which would move the focus away from what is being typed. */
  #noteDown(): void {
    const queryParams = Object.fromEntries(Object.entries(this.sought()).filter(([, value]) => value));
    this.#location.replaceState(this.#router.createUrlTree(['/history'], { queryParams }).toString());
  }
}

function soughtIn(route: ActivatedRoute): Sought {
  const asked = route.snapshot.queryParamMap;
  const reviewed = asked.get('reviewed');
  return {
    words: asked.get('words') ?? '',
    condition: asked.get('condition') ?? '',
    risk: RISKS.find(({ value }) => value === asked.get('risk'))?.value ?? '',
    reviewed: reviewed === 'true' || reviewed === 'false' ? reviewed : '',
  };
}
