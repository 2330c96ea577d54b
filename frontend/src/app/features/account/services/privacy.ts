import { HttpClient, HttpDownloadProgressEvent, HttpEvent, HttpEventType, HttpResponse } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { filter, firstValueFrom, map, Observable } from 'rxjs';

import { Failure } from '../../../core/api/failure';
import { components } from '../../../core/api/schema';
import { Message } from '../../../core/api/types';

export type Consent = Readonly<components['schemas']['ConsentAnswer']>;

/** Consents, with the language that their texts are in. */
export interface Consents {
  readonly language: string;
  readonly consents: readonly Consent[];
}

/** How far the copy of one's data has come: so many bytes, or whole. */
export type ExportProgress =
  | { readonly step: 'coming'; readonly bytes: number }
  | { readonly step: 'done'; readonly file: Blob; readonly name: string };

/** What a person decides about their own data. */
@Injectable({ providedIn: 'root' })
export class Privacy {
  readonly #http = inject(HttpClient);

  /** The consents with their texts in a language, or in English where there are none in it. */
  async consents(language: string): Promise<Consents> {
    try {
      return { language, consents: await this.#consents(language) };
    } catch (error) {
      if (language === 'en' || Failure.from(error).status !== 400) {
        throw error;
      }
      return { language: 'en', consents: await this.#consents('en') };
    }
  }

  decide(purpose: Consent['purpose'], given: boolean, version: string): Promise<Consent> {
    return firstValueFrom(this.#http.put<Consent>(`/account/consents/${purpose}`, { given, version }));
  }

  /** Fetch everything that is kept of the person; how much that will be nobody knows before the end. */
  copy(): Observable<ExportProgress> {
    return this.#http.get('/account/export', { responseType: 'blob', observe: 'events', reportProgress: true }).pipe(
      map(progressOf),
      filter((progress) => progress !== null),
    );
  }

  erase(password: string): Promise<Message> {
    return firstValueFrom(this.#http.delete<Message>('/account', { body: { password } }));
  }

  #consents(language: string): Promise<readonly Consent[]> {
    return firstValueFrom(this.#http.get<Consent[]>('/account/consents', { params: { language } }));
  }
}

function progressOf(event: HttpEvent<Blob>): ExportProgress | null {
  switch (event.type) {
    case HttpEventType.DownloadProgress:
      return { step: 'coming', bytes: (event as HttpDownloadProgressEvent).loaded };
    case HttpEventType.Response:
      return event.body ? { step: 'done', file: event.body, name: nameOf(event) } : null;
    default:
      return null;
  }
}

function nameOf(answer: HttpResponse<Blob>): string {
  const found = /filename="([\w.-]+)"/.exec(answer.headers.get('Content-Disposition') ?? '');
  return found?.[1] ?? 'lentigo-export.zip';
}
