import { DatePipe, DecimalPipe } from '@angular/common';
import { Component, computed, inject, input, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';

import { Failure } from '../../../core/api/failure';
import { Submission } from '../../../core/api/types';
import { ConditionName } from '../../../shared/condition-name';
import { confirmed } from '../../../shared/confirm-dialog';
import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';
import { Messages } from '../../../shared/messages';
import { Notice } from '../../../shared/notice';
import { HeatMapViewer } from '../components/heat-map-viewer';
import { ProbabilityBars } from '../components/probability-bars';
import { QualityList } from '../components/quality-list';
import { ReportText } from '../components/report-text';
import { RiskBanner } from '../components/risk-banner';
import { saveAs } from '../services/save-as';
import { Submissions } from '../services/submissions';

/** One assessment: what to do first, what it resembles next, the numbers after that. */
@Component({
  selector: 'lentigo-result-page',
  imports: [
    ConditionName,
    DatePipe,
    DecimalPipe,
    FailureNotice,
    HeatMapViewer,
    Loading,
    MatButton,
    MatIcon,
    Notice,
    ProbabilityBars,
    QualityList,
    ReportText,
    RiskBanner,
    RouterLink,
  ],
  templateUrl: './result-page.html',
  styleUrl: './result-page.scss',
})
export class ResultPage {
  readonly #submissions = inject(Submissions);
  readonly #router = inject(Router);
  readonly #dialog = inject(MatDialog);
  readonly #messages = inject(Messages);

  /** From the address. */
  readonly id = input.required<string>();

  protected readonly submission = resource({
    params: () => this.id(),
    loader: ({ params }) => this.#submissions.get(params),
  });
  protected readonly result = computed(() => (this.submission.hasValue() ? this.submission.value() : null));
  protected readonly failure = signal<Failure | null>(null);
  protected readonly fetching = signal(false);

  protected async download(submission: Submission): Promise<void> {
    this.failure.set(null);
    this.fetching.set(true);
    try {
      saveAs(await this.#submissions.paper(submission.id), `lentigo-${submission.id}.pdf`);
    } catch (error) {
      this.failure.set(Failure.from(error));
    } finally {
      this.fetching.set(false);
    }
  }

  protected async remove(submission: Submission): Promise<void> {
    this.failure.set(null);
    const question = {
      title: 'Delete this result?',
      text: 'The picture, the heat map and the report are erased from the server. This cannot be undone.',
      act: 'Delete',
    };
    if (!(await confirmed(this.#dialog, question))) {
      return;
    }
    try {
      await this.#submissions.remove(submission.id);
      this.#messages.show('The result was deleted.');
      await this.#router.navigateByUrl('/history');
    } catch (error) {
      this.failure.set(Failure.from(error));
    }
  }
}
