import { inject, Injectable } from '@angular/core';

import { Session } from '../../../core/session/session';
import { randomId } from '../../../shared/random-id';
import { addressOf, Subject } from './conversations';

interface Attempt {
  readonly text: string;
  readonly key: string;
}

/** Messages that were typed and have not arrived yet; forgotten with their writer. */
@Injectable({ providedIn: 'root' })
export class Unsent {
  readonly #texts = new Map<string, string>();
  readonly #attempts = new Map<string, Attempt>();

  constructor() {
    inject(Session).whenForgotten(() => {
      this.#texts.clear();
      this.#attempts.clear();
    });
  }

  of(subject: Subject): string {
    return this.#texts.get(addressOf(subject)) ?? '';
  }

  keep(subject: Subject, text: string): void {
    this.#texts.set(addressOf(subject), text);
  }

  /** The key of a message that is about to be sent; the same one when it was tried before and may have arrived. */
  keyOf(subject: Subject, text: string): string {
    const before = this.#attempts.get(addressOf(subject));
    const attempt = before?.text === text ? before : { text, key: randomId() };
    this.#attempts.set(addressOf(subject), attempt);
    return attempt.key;
  }

  /** A message has arrived; what was typed meanwhile in its place stays. */
  arrived(subject: Subject, text: string): void {
    this.#attempts.delete(addressOf(subject));
    if (this.of(subject).trim() === text) {
      this.#texts.delete(addressOf(subject));
    }
  }
}
