import { Directionality } from '@angular/cdk/bidi';
import { computed, DOCUMENT, inject, Injectable, Signal } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { firstLanguage, KEPT_LANGUAGE, Language, LanguageCode, languageOf } from './language-list';

export { LANGUAGES, languageOf } from './language-list';
export type { Language, LanguageCode } from './language-list';

/** In which language the page speaks; remembered on this device. */
@Injectable({ providedIn: 'root' })
export class Languages {
  readonly #transloco = inject(TranslocoService);
  readonly #directionality = inject(Directionality);
  readonly #root = inject(DOCUMENT).documentElement;
  readonly #scopes = new Set<string>();
  #asked: Language | null = null;

  readonly current: Signal<Language> = computed(() => languageOf(this.#transloco.activeLang()));

  /** Take up the language of the last visit, else the first that the browser asks for and the page speaks. */
  start(): Promise<void> {
    return this.#speak(firstLanguage());
  }

  /**
   * Speak another language from now on, on this device; rejects where its texts cannot be had, and nothing changes.
   *
   * Of choices that overlap the last one counts, whichever texts come first; the others give false, and never reject.
   */
  async use(code: LanguageCode): Promise<boolean> {
    const language = languageOf(code);
    try {
      await this.#speak(language);
    } catch (error) {
      if (this.#asked === language) {
        throw error;
      }
    }
    if (this.#asked !== language) {
      return false;
    }
    localStorage.setItem(KEPT_LANGUAGE, code);
    return true;
  }

  /** Have the texts of `public/i18n/<scope>` at hand; afterwards every key of the scope can be asked for at once. */
  async ensure(...scopes: readonly string[]): Promise<void> {
    const { code } = this.current();
    await this.#load(code, scopes);
    for (const scope of scopes) {
      this.#scopes.add(scope);
    }
  }

  async #speak(language: Language): Promise<void> {
    this.#asked = language;
    // Everything that is on the page is fetched before the page changes, so that no key is ever shown.
    await firstValueFrom(this.#transloco.load(language.code));
    await this.#load(language.code, [...this.#scopes]);
    if (this.#asked !== language) {
      return;
    }
    this.#transloco.setActiveLang(language.code);
    this.#root.lang = language.code;
    this.#root.dir = language.direction;
    this.#directionality.valueSignal.set(language.direction);
    this.#directionality.change.emit(language.direction);
  }

  async #load(code: LanguageCode, scopes: readonly string[]): Promise<void> {
    await Promise.all(scopes.map((scope) => firstValueFrom(this.#transloco.load(`${scope}/${code}`))));
  }
}
