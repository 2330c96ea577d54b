import { inject, Injectable } from '@angular/core';

import { Session } from '../../../core/session/session';

/** Notes that were typed and not sent yet, by the number of the case; forgotten with the doctor. */
@Injectable({ providedIn: 'root' })
export class Drafts {
  readonly #notes = new Map<number, string>();

  constructor() {
    inject(Session).whenForgotten(() => this.#notes.clear());
  }

  of(id: number): string | undefined {
    return this.#notes.get(id);
  }

  keep(id: number, note: string): void {
    this.#notes.set(id, note);
  }

  drop(id: number): void {
    this.#notes.delete(id);
  }
}
