import { inject, Injectable, signal } from '@angular/core';

import { Failure } from '../../../core/api/failure';
import { CaseSummary, QueueState, Reviews } from './reviews';

/** As many as a doctor looks through in one sitting. */
const PAGE_SIZE = 30;

/** The list beside the case: what has been fetched of it, and which case is next. */
@Injectable()
export class ReviewQueue {
  readonly #reviews = inject(Reviews);
  readonly #cases = signal<readonly CaseSummary[]>([]);
  readonly #total = signal(0);
  readonly #questions = signal(0);
  readonly #loading = signal(false);
  readonly #fetched = signal(false);
  readonly #failure = signal<Failure | null>(null);
  readonly #next = signal<string | null>(null);
  #state: QueueState = 'waiting';
  #turn = 0;
  /** What was taken out of the list last, and where it stood: it may be open still. */
  #left: { readonly id: number; readonly place: number } | null = null;

  /** Whether a case that has got its word makes room for the next. */
  get goesOn(): boolean {
    return this.#state === 'waiting';
  }

  readonly cases = this.#cases.asReadonly();
  /** Of all pages together. */
  readonly total = this.#total.asReadonly();
  /** Cases with a question that waits for an answer, whatever is listed. */
  readonly questions = this.#questions.asReadonly();
  readonly loading = this.#loading.asReadonly();
  /** Whether the first page has come. */
  readonly fetched = this.#fetched.asReadonly();
  readonly failure = this.#failure.asReadonly();
  /** Names the next page; null when everything is here. */
  readonly next = this.#next.asReadonly();

  /** Begin a list anew. */
  async show(state: QueueState): Promise<void> {
    this.#state = state;
    this.#left = null;
    this.#cases.set([]);
    this.#next.set(null);
    this.#fetched.set(false);
    await this.#fetch();
  }

  /** Fetch the next page, or the first again when it could not be had. */
  async more(): Promise<void> {
    if (!this.#loading()) {
      await this.#fetch();
    }
  }

  /** The case so many places behind or before another one; null at the ends, or where the other is not in the list. */
  neighbour(id: number, step: 1 | -1): CaseSummary | null {
    const cases = this.#cases();
    const place = cases.findIndex((one) => one.id === id);
    if (place >= 0) {
      return cases[place + step] ?? null;
    }
    return this.#left?.id === id ? (cases[this.#left.place + Math.min(step, 0)] ?? null) : null;
  }

  /** The case to go on with, fetching what comes behind the last one; null when nothing else is left. */
  async following(id: number): Promise<CaseSummary | null> {
    if (!this.neighbour(id, 1) && this.#next() !== null) {
      await this.more();
    }
    return this.neighbour(id, 1) ?? this.#cases().find((one) => one.id !== id) ?? null;
  }

  /** A word was given: the case no longer waits, or bears the new word. */
  decided(changed: CaseSummary): void {
    if (this.#state === 'waiting') {
      this.#takeOut(changed.id);
    } else {
      this.#cases.update((cases) => cases.map((one) => (one.id === changed.id ? { ...one, ...changed } : one)));
    }
  }

  /** So many messages belong to a case now; where questions are listed, it goes with its last one. */
  talked(id: number, messages: number, unanswered: number): void {
    if (this.#state === 'asked' && unanswered === 0) {
      this.drop(id);
      return;
    }
    const before = this.#find(id);
    if (before && before.unanswered > 0 !== unanswered > 0) {
      this.#count(unanswered > 0 ? 1 : -1);
    }
    this.#cases.update((cases) => cases.map((one) => (one.id === id ? { ...one, messages, unanswered } : one)));
  }

  /** A case is gone, and its question with it. */
  drop(id: number): void {
    if ((this.#find(id)?.unanswered ?? 0) > 0) {
      this.#count(-1);
    }
    this.#takeOut(id);
  }

  #find(id: number): CaseSummary | undefined {
    return this.#cases().find((one) => one.id === id);
  }

  #count(step: 1 | -1): void {
    this.#questions.update((questions) => Math.max(0, questions + step));
  }

  #takeOut(id: number): void {
    const place = this.#cases().findIndex((one) => one.id === id);
    if (place >= 0) {
      this.#left = { id, place };
      this.#cases.update((cases) => cases.filter((one) => one.id !== id));
      this.#total.update((total) => Math.max(0, total - 1));
    }
  }

  async #fetch(): Promise<void> {
    const turn = ++this.#turn;
    this.#loading.set(true);
    this.#failure.set(null);
    try {
      const page = await this.#reviews.list(this.#state, PAGE_SIZE, this.#next());
      if (turn === this.#turn) {
        const known = new Set(this.#cases().map((one) => one.id));
        this.#cases.update((cases) => [...cases, ...page.cases.filter((one) => !known.has(one.id))]);
        this.#total.set(page.total);
        this.#questions.set(page.questions);
        this.#next.set(page.next);
        this.#fetched.set(true);
      }
    } catch (error) {
      if (turn === this.#turn) {
        this.#failure.set(Failure.from(error));
      }
    } finally {
      if (turn === this.#turn) {
        this.#loading.set(false);
      }
    }
  }
}
