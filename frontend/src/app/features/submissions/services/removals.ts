import { computed, inject, Injectable, signal } from '@angular/core';

import { Failure } from '../../../core/api/failure';
import { Submission } from '../../../core/api/types';
import { Session } from '../../../core/session/session';
import { Submissions } from './submissions';

/** A submission that was deleted a moment ago and can still be had back. */
export interface Removal {
  readonly submission: Submission;
  readonly restoring: boolean;
  readonly failure: Failure | null;
}

/** Deletes submissions, and remembers for as long as they can be had back. */
@Injectable({ providedIn: 'root' })
export class Removals {
  readonly #submissions = inject(Submissions);
  readonly #pending = signal<readonly Removal[]>([]);
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** The latest first. */
  readonly pending = this.#pending.asReadonly();
  readonly ids = computed<ReadonlySet<number>>(() => new Set(this.#pending().map(({ submission }) => submission.id)));

  constructor() {
    inject(Session).whenForgotten(() => this.#forget());
  }

  async remove(submission: Submission): Promise<void> {
    const { undo_until: until } = await this.#submissions.remove(submission.id);
    // By the server's own clock it may be over a little sooner; it says so then.
    const left = until ? Math.max(0, Date.parse(until) - Date.now()) : 0;
    this.#pending.update((all) => [{ submission, restoring: false, failure: null }, ...all]);
    this.#timers.set(
      submission.id,
      setTimeout(() => this.#drop(submission.id), left),
    );
  }

  /** Have it back; null when that failed, which its entry tells then. */
  async restore(id: number): Promise<Submission | null> {
    this.#change(id, { restoring: true, failure: null });
    try {
      const restored = await this.#submissions.restore(id);
      this.#drop(id);
      return restored;
    } catch (error) {
      this.#change(id, { restoring: false, failure: Failure.from(error) });
      return null;
    }
  }

  #change(id: number, change: Partial<Removal>): void {
    this.#pending.update((all) => all.map((one) => (one.submission.id === id ? { ...one, ...change } : one)));
  }

  #drop(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#pending.update((all) => all.filter(({ submission }) => submission.id !== id));
  }

  #forget(): void {
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#timers.clear();
    this.#pending.set([]);
  }
}
