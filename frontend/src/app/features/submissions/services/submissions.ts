import { HttpClient, HttpEvent, HttpEventType } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { filter, firstValueFrom, map, Observable } from 'rxjs';

import { Message, Submission } from '../../../core/api/types';

/** How far an upload has come: on its way (a fraction of 1), being assessed, or done. */
export type AssessmentProgress =
  | { readonly step: 'sending'; readonly sent: number }
  | { readonly step: 'assessing' }
  | { readonly step: 'done'; readonly submission: Submission };

/** The caller's own submissions. */
@Injectable({ providedIn: 'root' })
export class Submissions {
  readonly #http = inject(HttpClient);

  /** Send a picture; `force` has it assessed even if it was turned away. */
  assess(picture: File, force: boolean): Observable<AssessmentProgress> {
    const body = new FormData();
    body.set('image', picture, picture.name || 'picture');
    if (force) {
      body.set('force', 'true');
    }
    return this.#http.post<Submission>('/predict', body, { observe: 'events', reportProgress: true }).pipe(
      map(progressOf),
      filter((progress) => progress !== null),
    );
  }

  /** One page of the history, newest first, of what is older than the submission `before`. */
  list(limit: number, before?: number): Promise<Submission[]> {
    const params: Record<string, number> = before === undefined ? { limit } : { limit, before };
    return firstValueFrom(this.#http.get<Submission[]>('/submissions', { params }));
  }

  get(id: string): Promise<Submission> {
    return firstValueFrom(this.#http.get<Submission>(`/submissions/${encodeURIComponent(id)}`));
  }

  remove(id: number): Promise<Message> {
    return firstValueFrom(this.#http.delete<Message>(`/submissions/${id}`));
  }

  paper(id: number): Promise<Blob> {
    return firstValueFrom(this.#http.get(`/submissions/${id}/report.pdf`, { responseType: 'blob' }));
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
