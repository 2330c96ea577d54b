import { Component, computed, inject, input, linkedSignal, resource, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { Submission } from '../../../core/api/types';
import { ConditionNames } from '../../../core/language/condition-names';
import { Moment, Percentage } from '../../../core/language/formats';
import { Languages } from '../../../core/language/languages';
import { Session } from '../../../core/session/session';
import { ConditionName, inside } from '../../../shared/condition-name';
import { Counted } from '../../../shared/counted';
import { FailureNotice } from '../../../shared/failure-notice';
import { Likelihood } from '../../../shared/likelihood';
import { Loading } from '../../../shared/loading';
import { ConversationCard } from '../../conversations/components/conversation';
import { LesionControl } from '../../lesions/components/lesion-control';
import { ConditionPath } from '../components/condition-path';
import { DoctorsWord } from '../components/doctors-word';
import { HeatMapViewer } from '../components/heat-map-viewer';
import { NearestCases } from '../components/nearest-cases';
import { ProbabilityBars } from '../components/probability-bars';
import { QualityList } from '../components/quality-list';
import { ReportDownloads } from '../components/report-downloads';
import { ReportText } from '../components/report-text';
import { ReviewControl } from '../components/review-control';
import { RiskBanner } from '../components/risk-banner';
import { nearestOf } from '../services/nearest-case';
import { Removals } from '../services/removals';
import { Submissions } from '../services/submissions';

/** One assessment: a doctor's word and what to do first, what it resembles next, the numbers for whoever asks. */
@Component({
  selector: 'lentigo-result-page',
  imports: [
    ConditionName,
    ConditionPath,
    ConversationCard,
    Counted,
    DoctorsWord,
    FailureNotice,
    HeatMapViewer,
    LesionControl,
    Likelihood,
    Loading,
    MatButton,
    MatIcon,
    Moment,
    NearestCases,
    Percentage,
    ProbabilityBars,
    QualityList,
    ReportDownloads,
    ReportText,
    ReviewControl,
    RiskBanner,
    RouterLink,
    TranslocoPipe,
  ],
  templateUrl: './result-page.html',
  styleUrl: './result-page.scss',
})
export class ResultPage {
  readonly #submissions = inject(Submissions);
  readonly #removals = inject(Removals);
  readonly #router = inject(Router);
  readonly #names = inject(ConditionNames);
  readonly #languages = inject(Languages);
  readonly #session = inject(Session);

  /** From the address. */
  readonly id = input.required<string>();

  protected readonly submission = resource({
    // The server words the report in the account's language: another one is another report.
    params: () => ({ id: this.id(), language: this.#session.account()?.language }),
    loader: ({ params }) => this.#submissions.get(params.id),
  });
  /** What is shown stays while the same is fetched in another language. */
  protected readonly result = linkedSignal<Submission | null, Submission | null>({
    source: () => (this.submission.hasValue() ? this.submission.value() : null),
    computation: (fetched, before) =>
      fetched ??
      (this.submission.isLoading() && String(before?.value?.id) === this.id() ? (before?.value ?? null) : null),
  });
  protected readonly word = computed(() => {
    const review = this.result()?.review;
    return review && review.state !== 'waiting' ? review : null;
  });
  protected readonly conversation = viewChild(ConversationCard);
  /** Messages of doctors that the person has not come to yet. */
  protected readonly unread = linkedSignal(() => this.result()?.unread ?? 0);
  protected readonly nearest = computed(() => {
    const result = this.result();
    return result ? nearestOf(result) : [];
  });
  /** What the picture does not rule out, besides the class itself. */
  protected readonly others = computed(() => {
    const result = this.result();
    return (result?.prediction_set ?? [])
      .filter((condition) => condition !== result?.class)
      .map((condition) => inside(this.#names.of(condition)));
  });
  protected readonly listComma = computed(() => (this.#languages.current().direction === 'rtl' ? '، ' : ', '));
  protected readonly failure = signal<Failure | null>(null);

  /** Without a question: the history offers to have it back. */
  protected async remove(submission: Submission): Promise<void> {
    this.failure.set(null);
    try {
      await this.#removals.remove(submission);
      await this.#router.navigateByUrl('/history');
    } catch (error) {
      this.failure.set(Failure.from(error));
    }
  }
}
