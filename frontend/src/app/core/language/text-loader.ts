import { HttpClient, HttpContext } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { Translation, TranslocoLoader } from '@jsverse/transloco';
import { from, map, Observable, of, switchMap } from 'rxjs';

import { WITHOUT_TOKEN } from '../session/session';
import { takeEarly } from './early-texts';

/** What stands on every page: header, footer, states, form rules. */
export const FRAME = 'frame';

/** Fetches `i18n/<scope>/<language>.json`; every key begins with the name of its scope. */
@Injectable({ providedIn: 'root' })
export class TextLoader implements TranslocoLoader {
  readonly #http = inject(HttpClient);

  getTranslation(path: string): Observable<Translation> {
    const frame = !path.includes('/');
    const address = frame ? `${FRAME}/${path}` : path;
    const early = takeEarly(address);
    const texts = early
      ? from(early).pipe(switchMap((found) => (found ? of(found) : this.#ask(address))))
      : this.#ask(address);
    return texts.pipe(map((found) => (frame ? { [FRAME]: found } : found)));
  }

  #ask(address: string): Observable<Translation> {
    const context = new HttpContext().set(WITHOUT_TOKEN, true);
    return this.#http.get<Translation>(`i18n/${address}.json`, { context });
  }
}
