import { Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { Empty } from '../../../shared/empty';
import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';
import { saveAs } from '../../submissions/services/save-as';
import { AuditFilter } from '../components/audit-filter';
import { AuditRow } from '../components/audit-row';
import { Actors } from '../services/actors';
import { Audit, AuditLine, EVERYTHING, Wanted } from '../services/audit';

/** Who did what, newest first, a page at a time; and the same lines as a file. */
@Component({
  selector: 'lentigo-audit-page',
  imports: [AuditFilter, AuditRow, Empty, FailureNotice, Loading, MatButton, MatIcon, TranslocoPipe],
  template: `
    <section class="lentigo-page">
      <div>
        <h1>{{ 'audit.title' | transloco }}</h1>
        <p class="lentigo-quiet">{{ 'audit.text' | transloco }}</p>
      </div>
      <lentigo-audit-filter [wanted]="wanted()" (searched)="search($event)" />
      <div class="lentigo-actions">
        <button matButton="outlined" type="button" [disabled]="exporting()" (click)="export()">
          <mat-icon svgIcon="download" aria-hidden="true" />
          {{ (exporting() ? 'audit.exporting' : 'audit.export') | transloco }}
        </button>
      </div>
      <lentigo-failure [error]="exportFailure()" />
      @if (lines().length > 0) {
        <ol>
          @for (line of lines(); track line._id) {
            <li>
              <lentigo-audit-row
                [line]="line"
                (who)="search({ ...everything, who: $event })"
                (record)="search({ ...everything, record: $event })"
              />
            </li>
          }
        </ol>
      } @else if (fetched()) {
        <lentigo-empty icon="audit">
          <p>{{ 'audit.none' | transloco }}</p>
        </lentigo-empty>
      }
      <lentigo-failure retriable [error]="failure()" (retry)="more()" />
      @if (loading()) {
        <lentigo-loading [label]="'audit.fetching' | transloco" />
      } @else if (next() !== null) {
        <div class="lentigo-actions">
          <button matButton="outlined" type="button" (click)="more()">{{ 'audit.more' | transloco }}</button>
        </div>
      }
    </section>
  `,
  styles: `
    ol {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--lentigo-space-2);
      margin: 0;
      padding: 0;
      list-style: none;
    }
  `,
  providers: [Actors],
})
export class AuditPage {
  readonly #audit = inject(Audit);
  #turn = 0;

  protected readonly everything = EVERYTHING;
  protected readonly wanted = signal<Wanted>(EVERYTHING);
  protected readonly lines = signal<readonly AuditLine[]>([]);
  protected readonly next = signal<string | null>(null);
  protected readonly fetched = signal(false);
  protected readonly loading = signal(false);
  protected readonly failure = signal<Failure | null>(null);
  protected readonly exporting = signal(false);
  protected readonly exportFailure = signal<Failure | null>(null);

  constructor() {
    void this.more();
  }

  protected search(wanted: Wanted): void {
    this.wanted.set(wanted);
    this.lines.set([]);
    this.next.set(null);
    this.fetched.set(false);
    this.exportFailure.set(null);
    void this.more();
  }

  protected async more(): Promise<void> {
    const turn = ++this.#turn;
    this.loading.set(true);
    this.failure.set(null);
    try {
      const page = await this.#audit.find(this.wanted(), this.next());
      // Something else has been asked for meanwhile.
      if (turn === this.#turn) {
        this.lines.update((lines) => [...lines, ...page.lines]);
        this.next.set(page.next);
        this.fetched.set(true);
      }
    } catch (error) {
      if (turn === this.#turn) {
        this.failure.set(Failure.from(error));
      }
    } finally {
      if (turn === this.#turn) {
        this.loading.set(false);
      }
    }
  }

  protected async export(): Promise<void> {
    this.exportFailure.set(null);
    this.exporting.set(true);
    try {
      const file = await this.#audit.file(this.wanted());
      saveAs(file, `lentigo-audit-${new Date().toISOString().slice(0, 10)}.jsonl`);
    } catch (error) {
      this.exportFailure.set(Failure.from(error));
    } finally {
      this.exporting.set(false);
    }
  }
}
