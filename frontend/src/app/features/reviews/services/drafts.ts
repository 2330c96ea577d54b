import { inject, Injectable } from '@angular/core';

import { Session } from '../../../core/session/session';
import { Verdict } from './reviews';

/** What was typed and chosen for one case and not sent yet. */
export interface Draft {
  readonly note: string;
  /** Whether the correction is open. */
  readonly correcting: boolean;
  /** What was chosen in it. */
  readonly condition: Verdict['class'];
}

/** The drafts of a doctor's words, by the number of the case; forgotten with the doctor. */
@Injectable({ providedIn: 'root' })
export class Drafts {
  readonly #drafts = new Map<number, Draft>();

  constructor() {
    inject(Session).whenForgotten(() => this.#drafts.clear());
  }

  of(id: number): Draft | undefined {
    return this.#drafts.get(id);
  }

  keep(id: number, draft: Draft): void {
    this.#drafts.set(id, draft);
  }

  drop(id: number): void {
    this.#drafts.delete(id);
  }
}
