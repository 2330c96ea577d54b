import { Injectable } from '@angular/core';
import { Translation, TranslocoLoader } from '@jsverse/transloco';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Observable, of } from 'rxjs';

import { FRAME } from './app/core/language/text-loader';

const FOLDER = join(process.cwd(), 'public', 'i18n');

/** The names of the scopes: one folder each. */
export function scopes(): string[] {
  return readdirSync(FOLDER);
}

export function textsOf(scope: string, language: string): Translation {
  return JSON.parse(readFileSync(join(FOLDER, scope, `${language}.json`), 'utf-8')) as Translation;
}

/** Gives unit tests the real texts, at once and without a request. */
@Injectable({ providedIn: 'root' })
export class TextsOnDisk implements TranslocoLoader {
  getTranslation(path: string): Observable<Translation> {
    const [scope, language] = path.includes('/') ? path.split('/') : [FRAME, path];
    const texts = textsOf(scope ?? '', language ?? '');
    return of(path.includes('/') ? texts : { [FRAME]: texts });
  }
}
