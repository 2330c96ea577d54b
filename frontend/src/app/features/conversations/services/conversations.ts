import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom, Observable } from 'rxjs';

import { components } from '../../../core/api/schema';

export type Conversation = Readonly<components['schemas']['ConversationAnswer']>;
export type Message = Readonly<Conversation['messages'][number]>;
export type Writing = Readonly<components['schemas']['Writing']>;
/** Who writes: the owner of a submission, or one of the doctors. */
export type Side = Message['from'];

/** Whose messages, and as whom one reads them. */
export interface Subject {
  readonly side: Side;
  /** Number of the submission. */
  readonly id: number;
}

/** Longest message that the server takes, in characters. */
export const LONGEST_MESSAGE = 2000;

/** Where the messages of a subject are. */
export function addressOf({ side, id }: Subject): string {
  return side === 'patient' ? `/submissions/${id}/messages` : `/reviews/${id}/messages`;
}

/** What patients and doctors write to each other about submissions. */
@Injectable({ providedIn: 'root' })
export class Conversations {
  readonly #http = inject(HttpClient);

  /** The messages after the first `known` ones. */
  read(subject: Subject, known: number): Observable<Conversation> {
    return this.#http.get<Conversation>(addressOf(subject), { params: { known } });
  }

  /** Send a message; gives all there are then. Sent again under the same key, the server keeps it once. */
  write(subject: Subject, writing: Writing): Promise<Conversation> {
    return firstValueFrom(this.#http.post<Conversation>(addressOf(subject), writing));
  }

  /** Note that the first messages were seen; of a doctor, that they need no answer. Gives all there are. */
  see(subject: Subject, seen: number): Promise<Conversation> {
    return firstValueFrom(this.#http.put<Conversation>(`${addressOf(subject)}/seen`, { seen }));
  }
}
