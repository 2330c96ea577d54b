import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { components } from '../../../core/api/schema';

export type Case = Readonly<components['schemas']['Case']>;
export type Queue = Readonly<components['schemas']['Queue']>;
export type CaseSummary = Readonly<Queue['cases'][number]>;
export type Word = Readonly<Case['review']>;
export type Verdict = Readonly<components['schemas']['Verdict']>;

/** Without a doctor's word, with a question that waits for an answer, or with a word. */
export type QueueState = 'waiting' | 'asked' | 'done';

/** Longest note that the server takes, in characters. */
export const LONGEST_NOTE = 4000;

/** What patients gave for review. */
@Injectable({ providedIn: 'root' })
export class Reviews {
  readonly #http = inject(HttpClient);

  /** One page, most urgent first, then oldest, or the longest waiting question first; `after` is `next` of the page before. */
  list(state: QueueState, limit: number, after: string | null): Promise<Queue> {
    const params = { state, limit, ...(after !== null && { after }) };
    return firstValueFrom(this.#http.get<Queue>('/reviews', { params }));
  }

  decide(id: number, verdict: Verdict): Promise<Case> {
    return firstValueFrom(this.#http.post<Case>(`/reviews/${id}`, verdict));
  }
}
