import { httpResource } from '@angular/common/http';
import { Component, computed, effect, ElementRef, inject, input, linkedSignal, signal, viewChild } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { Moment } from '../../../core/language/formats';
import { ConditionNames } from '../../../core/language/condition-names';
import { Texts } from '../../../core/language/texts';
import { ConditionName } from '../../../shared/condition-name';
import { Counted } from '../../../shared/counted';
import { FailureNotice } from '../../../shared/failure-notice';
import { Likelihood } from '../../../shared/likelihood';
import { Loading } from '../../../shared/loading';
import { Messages } from '../../../shared/messages';
import { Notice } from '../../../shared/notice';
import { ConversationCard } from '../../conversations/components/conversation';
import { LesionPlace } from '../../lesions/components/lesion-words';
import { NearestCases } from '../../submissions/components/nearest-cases';
import { ProbabilityBars } from '../../submissions/components/probability-bars';
import { QualityList } from '../../submissions/components/quality-list';
import { ReportDownloads } from '../../submissions/components/report-downloads';
import { RiskChip } from '../../submissions/components/risk-chip';
import { Age } from '../components/age';
import { CasePicture } from '../components/case-picture';
import { CaseRow } from '../components/case-row';
import { DoctorsWord } from '../components/doctors-word';
import { SameLesion } from '../components/same-lesion';
import { VerdictForm } from '../components/verdict-form';
import { Drafts } from '../services/drafts';
import { ReviewQueue } from '../services/review-queue';
import { Case, Reviews, Verdict } from '../services/reviews';

const WAYS = [
  { step: -1, label: 'reviews.case.previous', key: 'ArrowUp', arrow: '↑', turn: 'up' },
  { step: 1, label: 'reviews.case.next', key: 'ArrowDown', arrow: '↓', turn: 'down' },
] as const;

const NO_OTHERS: Pick<Case, 'earlier_cases' | 'same_lesion'> = { earlier_cases: [], same_lesion: [] };

/** One case: what was sent, what the machine says of it, and the doctor's word. */
@Component({
  selector: 'lentigo-case-page',
  imports: [
    Age,
    CasePicture,
    CaseRow,
    ConditionName,
    ConversationCard,
    Counted,
    DoctorsWord,
    FailureNotice,
    LesionPlace,
    Likelihood,
    Loading,
    MatButton,
    MatIcon,
    MatIconButton,
    Moment,
    NearestCases,
    Notice,
    ProbabilityBars,
    QualityList,
    ReportDownloads,
    RiskChip,
    RouterLink,
    SameLesion,
    TranslocoPipe,
    VerdictForm,
  ],
  templateUrl: './case-page.html',
  styleUrl: './case-page.scss',
  host: { '(document:keydown)': 'pressed($event)' },
})
export class CasePage {
  readonly #reviews = inject(Reviews);
  readonly #drafts = inject(Drafts);
  readonly #router = inject(Router);
  readonly #messages = inject(Messages);
  readonly #texts = inject(Texts);
  readonly #names = inject(ConditionNames);
  protected readonly queue = inject(ReviewQueue);

  /** From the address. */
  readonly id = input.required<string>();

  private readonly form = viewChild(VerdictForm);
  private readonly same = viewChild<ElementRef<HTMLElement>>('same');
  protected readonly case = httpResource<Case>(() => `/reviews/${encodeURIComponent(this.id())}`);
  protected readonly failure = linkedSignal<string, Failure | null>({ source: this.id, computation: () => null });
  /** Somebody else was faster, and this doctor has not decided again yet. */
  protected readonly overtaken = computed(() => this.failure()?.code === 'reviewed_meanwhile');
  /** The person's earlier cases, without those that stand beside the present one as pictures of the same spot. */
  protected readonly earlier = computed(() => {
    const { earlier_cases, same_lesion } = this.case.hasValue() ? this.case.value() : NO_OTHERS;
    const shown = new Set(same_lesion.map(({ id }) => id));
    return earlier_cases.filter(({ id }) => !shown.has(id));
  });
  /** Why the report to take away could not be had. */
  protected readonly notFetched = linkedSignal<string, Failure | null>({ source: this.id, computation: () => null });
  protected readonly busy = signal(false);
  /** How strong the heat map is; weak at first, because the picture itself is what is judged. */
  protected readonly strength = signal(0.3);
  /** The cases before and behind this one in the list, with what leads there. */
  protected readonly ways = computed(() =>
    WAYS.map((way) => ({ ...way, to: this.queue.neighbour(Number(this.id()), way.step) })),
  );
  protected readonly leadsOn = computed(() => this.ways().some(({ to }) => to));

  constructor() {
    effect(() => {
      // Taken back or withdrawn meanwhile: it waits no more.
      if (this.case.error() && Failure.from(this.case.error()).status === 404) {
        this.queue.drop(Number(this.id()));
      }
    });
  }

  /** Have the doctor come to the other pictures of the same spot, which may stand far below. */
  protected compare(): void {
    this.same()?.nativeElement.focus();
  }

  protected async decide(subject: Case, verdict: Verdict): Promise<void> {
    this.busy.set(true);
    this.failure.set(null);
    try {
      const changed = await this.#reviews.decide(subject.id, verdict);
      this.#drafts.drop(subject.id);
      this.#tell(changed);
      if (subject.review.state === 'waiting' && this.queue.goesOn) {
        await this.#goOn(changed);
      } else {
        this.queue.decided(changed);
        this.case.set(changed);
      }
    } catch (error) {
      const failure = Failure.from(error);
      this.failure.set(failure);
      if (failure.code === 'reviewed_meanwhile') {
        const { note, class: condition } = verdict;
        this.#drafts.keep(subject.id, { note, correcting: verdict.decision === 'corrected', condition });
        this.case.reload();
      }
    } finally {
      this.busy.set(false);
    }
  }

  protected pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented) {
      // It has sent a message, and is no verdict.
      return;
    }
    if (event.altKey && ownsArrows(event.target)) {
      return;
    }
    const to = this.ways().find(({ key }) => key === event.key)?.to;
    if (event.altKey && to && !event.repeat) {
      event.preventDefault();
      void this.#open(to.id);
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.repeat) {
      event.preventDefault();
      this.form()?.send();
    }
  }

  async #goOn(decided: Case): Promise<void> {
    const following = await this.queue.following(decided.id);
    this.queue.decided(decided);
    if (following) {
      await this.#open(following.id);
    } else {
      await this.#router.navigate(['/reviews'], { queryParamsHandling: 'preserve' });
    }
  }

  #open(id: number): Promise<boolean> {
    return this.#router.navigate(['/reviews', id], { queryParamsHandling: 'preserve' });
  }

  #tell({ id, review }: Case): void {
    const condition = this.#names.of(review.class ?? '');
    const key = review.state === 'corrected' ? 'reviews.told.corrected' : 'reviews.told.confirmed';
    this.#messages.show(this.#texts.text(key, { id, condition }));
  }
}

/** Alt and an arrow open a list; on a Mac they move the caret through a text. */
function ownsArrows(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLTextAreaElement && navigator.userAgent.includes('Macintosh'))
  );
}
