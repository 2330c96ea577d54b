import { computed, effect, inject, Injectable, signal } from '@angular/core';
import { catchError, defer, EMPTY, exhaustMap, Observable, tap, timer } from 'rxjs';

import { Failure } from '../../../core/api/failure';
import { Connection } from '../../../core/connection/connection';
import { pageVisible } from '../../../shared/page-visible';
import { Conversation, Conversations, Subject } from './conversations';

export const ASKED_EVERY_MS = 15_000;

/** The messages about one submission, kept up to date while somebody can see the page; one for each place that shows it. */
@Injectable()
export class Thread {
  readonly #conversations = inject(Conversations);
  readonly #connection = inject(Connection);
  readonly #subject = signal<Subject | null>(null);
  readonly #conversation = signal<Conversation | null>(null);
  readonly #failure = signal<Failure | null>(null);
  /** The server has said that there is nothing to be had here: it is not asked again and again. */
  readonly #over = signal(false);
  readonly #known = computed(() => this.#conversation()?.messages.length ?? 0);

  /** Everything that was fetched, the earliest message first; null before the first answer. */
  readonly conversation = this.#conversation.asReadonly();
  /** Why the messages could not be had. */
  readonly failure = this.#failure.asReadonly();
  /** Whether somebody may be looking. */
  readonly visible = pageVisible();

  constructor() {
    effect((onCleanup) => {
      const subject = this.#subject();
      if (subject && !this.#over() && this.visible() && this.#connection.reachable()) {
        const asking = timer(0, ASKED_EVERY_MS)
          .pipe(exhaustMap(() => this.#ask(subject)))
          .subscribe();
        onCleanup(() => asking.unsubscribe());
      }
    });
  }

  /** Show the messages of a subject, and ask for them at once; those of the same subject that are here stay. */
  show(subject: Subject): void {
    if (!this.#isShown(subject)) {
      this.#conversation.set(null);
    }
    this.#failure.set(null);
    this.#over.set(false);
    this.#subject.set({ ...subject });
  }

  /** Send a message; rejects where it was refused or lost. */
  async write(subject: Subject, text: string, key: string): Promise<void> {
    this.#hear(subject, await this.#conversations.write(subject, { text, key, known: this.#known() }));
  }

  /** Note that everything that is here was seen, or needs no answer. */
  async see(subject: Subject): Promise<void> {
    this.#hear(subject, await this.#conversations.see(subject, this.#known()));
  }

  #ask(subject: Subject): Observable<unknown> {
    return defer(() => {
      const known = this.#known();
      return this.#conversations.read(subject, known).pipe(tap((answer) => this.#hear(subject, answer, known)));
    }).pipe(
      catchError((error: unknown) => {
        const failure = Failure.from(error);
        this.#over.set([403, 404].includes(failure.status));
        if (this.#over() || !this.#conversation()) {
          this.#failure.set(failure);
        }
        return EMPTY;
      }),
    );
  }

  /** Take in what comes after the first `known` messages; an answer that is older than what is here is of no use. */
  #hear(subject: Subject, answer: Conversation, known = 0): void {
    const before = this.#conversation();
    if (this.#isShown(subject) && answer.total >= (before?.total ?? 0)) {
      const messages = [...(before?.messages.slice(0, known) ?? []), ...answer.messages];
      this.#conversation.set({ ...answer, messages });
      this.#failure.set(null);
    }
  }

  #isShown({ side, id }: Subject): boolean {
    const shown = this.#subject();
    return shown?.side === side && shown.id === id;
  }
}
