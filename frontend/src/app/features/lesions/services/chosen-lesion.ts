import { inject, Injectable, signal } from '@angular/core';

import { Session } from '../../../core/session/session';

/** The spot that the pictures show which are sent next; forgotten with the person. */
@Injectable({ providedIn: 'root' })
export class ChosenLesion {
  /** Its id; null for none. */
  readonly id = signal<string | null>(null);

  constructor() {
    inject(Session).whenForgotten(() => this.id.set(null));
  }
}
