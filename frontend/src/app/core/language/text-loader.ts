import { HttpClient, HttpContext } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { Translation, TranslocoLoader } from '@jsverse/transloco';
import { from, map, Observable, of, switchMap } from 'rxjs';

import { takeEarly } from '../early-answers';
import { WITHOUT_TOKEN } from '../session/session';
import { textsAddress } from './texts-address';

/** What stands on every page: header, footer, states, form rules. */
export const FRAME = 'frame';

/** Fetches the texts `<scope>/<language>`; every key begins with the name of its scope. */
@Injectable({ providedIn: 'root' })
export class TextLoader implements TranslocoLoader {
  readonly #http = inject(HttpClient);

  getTranslation(path: string): Observable<Translation> {
    const frame = !path.includes('/');
    const address = textsAddress(frame ? `${FRAME}/${path}` : path);
    const early = takeEarly<Translation>(address);
    const texts = early
      ? from(early).pipe(switchMap((found) => (found ? of(found) : this.#ask(address))))
      : this.#ask(address);
    return texts.pipe(map((found) => (frame ? { [FRAME]: found } : found)));
  }

  #ask(address: string): Observable<Translation> {
    const context = new HttpContext().set(WITHOUT_TOKEN, true);
    return this.#http.get<Translation>(address, { context });
  }
}
