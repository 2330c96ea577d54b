import { inject, Injectable } from '@angular/core';

import { Languages } from '../language/languages';
import { Texts } from '../language/texts';
import { Failure } from './failure';

/** The server writes its sentences in this language, whatever the page speaks. */
const SPOKEN_BY_SERVER = 'en';

/** A sentence about a refusal. */
export interface Said {
  readonly words: string;
  /** In English on a page of another language: the server's own, for which the page has none. */
  readonly foreign: boolean;
}

/** What a refusal says in the language of the page; whoever reads it in a signal context follows the language. */
@Injectable({ providedIn: 'root' })
export class Refusals {
  readonly #texts = inject(Texts);
  readonly #languages = inject(Languages);

  /** A refusal in one sentence; of a form, what is wrong with each field, as far as the page has words for it. */
  of(failure: Failure): Said {
    if (failure.text) {
      return { words: this.#texts.of(failure.text), foreign: false };
    }
    const details = failure.details.map(({ code, message }) => this.say(message, code));
    const known = failure.code === 'invalid_input' && details.length > 0 && !details.some(({ foreign }) => foreign);
    const said =
      known && !this.#english() ? { words: details.map(({ words }) => words).join(' '), foreign: false } : null;
    return this.#withWait(said ?? this.say(failure.message, failure.code), failure);
  }

  /**
   * The server's sentence on an English page, because it names figures and files; elsewhere the page's own for the code.
   *
   * Where the page has none for the code, the server's is better than nothing.
   */
  say(message: string, code?: string | null): Said {
    if (this.#english()) {
      return { words: message, foreign: false };
    }
    const key = `frame.failures.code.${code}`;
    return this.#texts.has(key) ? { words: this.#texts.text(key), foreign: false } : { words: message, foreign: true };
  }

  #english(): boolean {
    return this.#languages.current().code === SPOKEN_BY_SERVER;
  }

  #withWait(said: Said, { code, wait }: Failure): Said {
    if (code !== 'too_many_attempts' || wait === null) {
      return said;
    }
    const minutes = Math.max(1, Math.ceil(wait / 60));
    return { ...said, words: `${said.words} ${this.#texts.text('frame.failures.wait', { minutes })}` };
  }
}
