import { inject, Injectable, signal } from '@angular/core';

import { Failure } from '../../../core/api/failure';
import { Session } from '../../../core/session/session';
import { Lesion, Lesions } from './lesions';

/** The spots of the person who is signed in, as they were told last; they can be chosen from without a network, too. */
@Injectable({ providedIn: 'root' })
export class OwnLesions {
  readonly #lesions = inject(Lesions);
  readonly #all = signal<readonly Lesion[] | null>(null);
  readonly #loading = signal(false);
  readonly #failure = signal<Failure | null>(null);
  /** What was asked for before the last question is not listened to any more. */
  #asked = 0;

  /** Newest first; null before the first answer. */
  readonly all = this.#all.asReadonly();
  readonly loading = this.#loading.asReadonly();
  readonly failure = this.#failure.asReadonly();

  constructor() {
    inject(Session).whenForgotten(() => this.#forget());
  }

  /** Ask for them anew; those that are here stay until the answer has come. */
  async refresh(): Promise<void> {
    const asked = ++this.#asked;
    this.#loading.set(true);
    this.#failure.set(null);
    try {
      const all = await this.#lesions.list();
      if (asked === this.#asked) {
        this.#all.set(all);
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

  /** One is new, or was changed; where they are not known yet, it comes with the others. */
  put(lesion: Lesion): void {
    this.#all.update((all) => {
      const known = all?.some(({ id }) => id === lesion.id);
      return known ? (all?.map((one) => (one.id === lesion.id ? lesion : one)) ?? null) : all && [lesion, ...all];
    });
  }

  /** One is followed no longer: it is not offered until the server is asked anew. */
  drop(id: string): void {
    this.#all.update((all) => all?.filter((lesion) => lesion.id !== id) ?? null);
  }

  #forget(): void {
    this.#asked++;
    this.#all.set(null);
    this.#loading.set(false);
    this.#failure.set(null);
  }
}
