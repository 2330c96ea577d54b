import { computed, inject, Injectable, signal } from '@angular/core';

import { Failure } from '../../../core/api/failure';
import { Submission } from '../../../core/api/types';
import { ConditionNames } from '../../../core/language/condition-names';
import { Submissions, Wanted } from './submissions';

const PART = 12;
/** Words are looked for here and not at the server, which knows no search: so in larger parts. */
const SEARCHED_PART = 100;

/** The caller's history as far as it was fetched, newest first; one for each page that shows it. */
@Injectable()
export class HistoryList {
  readonly #submissions = inject(Submissions);
  readonly #names = inject(ConditionNames);
  readonly #rows = signal<readonly Submission[]>([]);
  readonly #loading = signal(false);
  readonly #complete = signal(false);
  readonly #failure = signal<Failure | null>(null);
  readonly #total = signal(0);
  #wanted: Wanted = {};
  #words = '';
  #last: number | undefined;
  /** What was asked for before the last change of mind is not listened to any more. */
  #asked = 0;

  readonly rows = this.#rows.asReadonly();
  readonly loading = this.#loading.asReadonly();
  readonly complete = this.#complete.asReadonly();
  readonly failure = this.#failure.asReadonly();
  /** How many there are; while words are looked for, nobody knows before the end. */
  readonly total = computed(() => (this.#words && this.complete() ? this.rows().length : this.#total()));

  /** Begin anew: only what is wanted, and bears these words if there are any. */
  show(wanted: Wanted, words: string): Promise<void> {
    this.#wanted = wanted;
    this.#words = folded(words);
    this.#last = undefined;
    this.#rows.set([]);
    this.#complete.set(false);
    return this.more();
  }

  /** Fetch the next part; with words, until as many were found as a part holds. */
  async more(): Promise<void> {
    const asked = ++this.#asked;
    this.#loading.set(true);
    this.#failure.set(null);
    const size = this.#words ? SEARCHED_PART : PART;
    try {
      for (let found = 0; found < PART && !this.#complete();) {
        const part = await this.#submissions.list(size, this.#wanted, this.#last);
        if (asked !== this.#asked) {
          return;
        }
        const fitting = part.rows.filter((row) => this.#fits(row));
        found += fitting.length;
        this.#last = part.rows.at(-1)?.id ?? this.#last;
        this.#total.set(part.total);
        this.#rows.update((rows) => [...rows, ...fitting]);
        this.#complete.set(part.rows.length < size);
      }
    } catch (error) {
      if (asked === this.#asked) {
        this.#failure.set(Failure.from(error));
      }
    } finally {
      if (asked === this.#asked) {
        this.#loading.set(false);
      }
    }
  }

  /** Put one that came back to its place. */
  insert(submission: Submission): void {
    this.#rows.update((rows) =>
      [...rows.filter(({ id }) => id !== submission.id), submission].sort((a, b) => b.id - a.id),
    );
  }

  #fits(row: Submission): boolean {
    if (!this.#words) {
      return true;
    }
    const said = [row.class, row.review?.class].flatMap((condition) =>
      condition ? [condition, this.#names.of(condition)] : [],
    );
    const text = folded([String(row.id), ...said, row.lesion?.name, row.review?.note, row.review?.doctor].join(' '));
    return this.#words.split(/\s+/).every((word) => text.includes(word));
  }
}

/** Without accents and capitals, so that “melanome” finds “Mélanome”. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
