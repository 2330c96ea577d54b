import { HttpClient, HttpEvent, HttpEventType, HttpParams } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { filter, firstValueFrom, map, Observable } from 'rxjs';

import { components } from '../../../core/api/schema';
import { Risk, Submission } from '../../../core/api/types';

export type Deleted = Readonly<components['schemas']['Deleted']>;

/** How far an upload has come: on its way (a fraction of 1), being assessed, or done. */
export type AssessmentProgress =
  | { readonly step: 'sending'; readonly sent: number }
  | { readonly step: 'assessing' }
  | { readonly step: 'done'; readonly submission: Submission };

/** Which part of the history is wanted; what is not named is not asked about. */
export interface Wanted {
  /** The program's class. */
  readonly class?: string;
  readonly risk?: Risk;
  /** With, or without, a doctor's word. */
  readonly reviewed?: boolean;
  /** The followed spot that they show. */
  readonly lesion_id?: string;
}

export interface HistoryPart {
  readonly rows: readonly Submission[];
  /** How many there are in all parts together. */
  readonly total: number;
}

/** The caller's own submissions. */
@Injectable({ providedIn: 'root' })
export class Submissions {
  readonly #http = inject(HttpClient);

  /**
   * Send a picture; `force` has it assessed even if it was turned away, `lesion` is the followed spot that it shows. Sent
   * again under the same key, the server keeps it once.
   */
  assess(picture: File, force: boolean, lesion: string | null, key: string): Observable<AssessmentProgress> {
    const body = new FormData();
    body.set('image', picture, picture.name || 'picture');
    if (force) {
      body.set('force', 'true');
    }
    if (lesion !== null) {
      body.set('lesion_id', lesion);
    }
    const headers = { 'Idempotency-Key': key };
    return this.#http.post<Submission>('/predict', body, { headers, observe: 'events', reportProgress: true }).pipe(
      map(progressOf),
      filter((progress) => progress !== null),
    );
  }

  /** One page of the history, newest first: what is wanted of it and is older than the submission `before`. */
  async list(limit: number, wanted: Wanted = {}, before?: number): Promise<HistoryPart> {
    let params = new HttpParams().set('limit', limit);
    for (const [name, value] of Object.entries({ ...wanted, before })) {
      if (value !== undefined) {
        params = params.set(name, value);
      }
    }
    const answer = await firstValueFrom(
      this.#http.get<Submission[]>('/submissions', { params, observe: 'response' as const }),
    );
    const rows = answer.body ?? [];
    return { rows, total: Number(answer.headers.get('X-Total-Count') ?? rows.length) };
  }

  get(id: string): Promise<Submission> {
    return firstValueFrom(this.#http.get<Submission>(`/submissions/${encodeURIComponent(id)}`));
  }

  /** Delete a submission; for a short while it can be had back. */
  remove(id: number): Promise<Deleted> {
    return firstValueFrom(this.#http.delete<Deleted>(`/submissions/${id}`, { params: { undo: true } }));
  }

  restore(id: number): Promise<Submission> {
    return firstValueFrom(this.#http.post<Submission>(`/submissions/${id}/restore`, {}));
  }

  /** Give a submission to the doctors, or take it back from them. */
  give(id: number, given: boolean): Promise<Submission> {
    return firstValueFrom(this.#http.put<Submission>(`/submissions/${id}/review`, { given }));
  }
}

function progressOf(event: HttpEvent<Submission>): AssessmentProgress | null {
  switch (event.type) {
    case HttpEventType.UploadProgress: {
      const sent = event.total ? event.loaded / event.total : 0;
      return sent < 1 ? { step: 'sending', sent } : { step: 'assessing' };
    }
    case HttpEventType.Response:
      return event.body ? { step: 'done', submission: event.body } : null;
    default:
      return null;
  }
}
