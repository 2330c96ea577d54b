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
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { ActivatedRoute, Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { Empty } from '../../../shared/empty';
import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';
import { saveAs } from '../../submissions/services/save-as';
import { AuditFilter } from '../components/audit-filter';
import { AuditRow } from '../components/audit-row';
import { Actors } from '../services/actors';
import { addressOf, Audit, AuditLine, EVERYTHING, Wanted, wantedOf } from '../services/audit';

/** Who did what, newest first, a page at a time; what is looked for stands in the address. And the same lines as a file. */
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
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #injector = inject(Injector);
  readonly #address = toSignal(this.#route.queryParamMap, { initialValue: this.#route.snapshot.queryParamMap });
  #turn = 0;
  /** What was pressed is gone with the lines before: whoever works by keyboard goes on with the first that was found. */
  #toFirst = false;

  protected readonly everything = EVERYTHING;
  protected readonly wanted = computed(() => wantedOf(this.#address()), { equal: same });
  protected readonly lines = signal<readonly AuditLine[]>([]);
  protected readonly next = signal<string | null>(null);
  protected readonly fetched = signal(false);
  protected readonly loading = signal(false);
  protected readonly failure = signal<Failure | null>(null);
  protected readonly exporting = signal(false);
  protected readonly exportFailure = signal<Failure | null>(null);

  constructor() {
    effect(() => {
      this.wanted();
      untracked(() => this.#begin());
    });
  }

  protected search(wanted: Wanted): void {
    this.#toFirst = true;
    const queryParams = addressOf(wanted);
    if (same(queryParams, addressOf(this.wanted()))) {
      // The address does not change; the lines may have.
      this.#begin();
    } else {
      void this.#router.navigate([], { relativeTo: this.#route, queryParams });
    }
  }

  #begin(): void {
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
        this.#focusFirst();
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

  #focusFirst(): void {
    if (this.#toFirst) {
      this.#toFirst = false;
      const focus = (): void =>
        this.#host.nativeElement.querySelector<HTMLElement>('lentigo-audit-row button')?.focus();
      afterNextRender(focus, { injector: this.#injector });
    }
  }
}

function same(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
