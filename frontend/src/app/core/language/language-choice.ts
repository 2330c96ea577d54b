import { inject, Injectable, Injector } from '@angular/core';

import { tell } from '../layout/tell';
import { Session } from '../session/session';
import { Languages, languageOf } from './languages';
import { Texts } from './texts';

/** What becomes of a choice in a list of languages. */
@Injectable({ providedIn: 'root' })
export class LanguageChoice {
  readonly #injector = inject(Injector);
  readonly #languages = inject(Languages);
  readonly #session = inject(Session);
  readonly #texts = inject(Texts);

  /** Speak the language that was chosen, and keep it with the account; the list goes back where its texts do not come. */
  async take(list: HTMLSelectElement): Promise<void> {
    const { code } = languageOf(list.value);
    try {
      if (await this.#languages.use(code)) {
        await this.#session.keepLanguage(code);
      }
    } catch {
      list.value = this.#languages.current().code;
      tell(this.#injector, this.#texts.text('frame.failures.language'));
    }
  }
}
