import { DatePipe, DecimalPipe } from '@angular/common';
import { Component, inject, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';

import { Failure } from '../../../core/api/failure';
import { Submission } from '../../../core/api/types';
import { ConditionName } from '../../../shared/condition-name';
import { confirmed } from '../../../shared/confirm-dialog';
import { Empty } from '../../../shared/empty';
import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';
import { Messages } from '../../../shared/messages';
import { RiskChip } from '../components/risk-chip';
import { SecurePicture } from '../components/secure-picture';
import { Submissions } from '../services/submissions';

const PAGE_SIZE = 12;

/** The caller's own submissions, newest first, a page at a time. */
@Component({
  selector: 'lentigo-history-page',
  imports: [
    ConditionName,
    DatePipe,
    DecimalPipe,
    Empty,
    FailureNotice,
    Loading,
    MatButton,
    MatIcon,
    MatIconButton,
    RiskChip,
    RouterLink,
    SecurePicture,
  ],
  templateUrl: './history-page.html',
  styleUrl: './history-page.scss',
})
export class HistoryPage {
  readonly #submissions = inject(Submissions);
  readonly #dialog = inject(MatDialog);
  readonly #messages = inject(Messages);

  protected readonly rows = signal<readonly Submission[]>([]);
  protected readonly loading = signal(false);
  protected readonly complete = signal(false);
  protected readonly failure = signal<Failure | null>(null);

  constructor() {
    void this.more();
  }

  protected async more(): Promise<void> {
    this.loading.set(true);
    this.failure.set(null);
    try {
      const page = await this.#submissions.list(PAGE_SIZE, this.rows().at(-1)?.id);
      this.rows.update((rows) => [...rows, ...page]);
      this.complete.set(page.length < PAGE_SIZE);
    } catch (error) {
      this.failure.set(Failure.from(error));
    } finally {
      this.loading.set(false);
    }
  }

  protected async remove(submission: Submission): Promise<void> {
    this.failure.set(null);
    const question = {
      title: 'Delete this result?',
      text: `No. ${submission.id}, ${submission.class}: the picture and the report are erased. This cannot be undone.`,
      act: 'Delete',
    };
    if (!(await confirmed(this.#dialog, question))) {
      return;
    }
    try {
      await this.#submissions.remove(submission.id);
      this.rows.update((rows) => rows.filter((row) => row.id !== submission.id));
      this.#messages.show('The result was deleted.');
    } catch (error) {
      this.failure.set(Failure.from(error));
    }
  }
}
