import { inject, Injectable } from '@angular/core';

import { Languages } from '../language/languages';
import { Texts } from '../language/texts';
import { Failure } from './failure';
import { faultOf } from './field-faults';
import { ProblemDetail } from './types';

/** The server writes its sentences in this language, whatever the page speaks. */
const SPOKEN_BY_SERVER = 'en';

/** What the fields are called on the page that the server names. */
const LABELS: Readonly<Record<string, string>> = {
  name: 'frame.fields.name',
  email: 'frame.fields.email',
  password: 'frame.fields.password',
  new_password: 'frame.fields.password',
  current_password: 'frame.fields.password',
};

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
    const fields = failure.code === 'invalid_input' ? this.#fields(failure.details) : null;
    const said = fields ? { words: fields, foreign: false } : this.say(failure.message, failure.code);
    return this.#withWait(said, failure);
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

  /** What the server says of one field, to stand beside it. */
  sayOfField({ message, code }: ProblemDetail): Said {
    const fault = code ? null : faultOf(message);
    return fault ? { words: this.#texts.of(fault), foreign: false } : this.say(message, code);
  }

  /** What is wrong with all these fields; null where the page has no words of its own for one of them. */
  #fields(details: readonly ProblemDetail[]): string | null {
    const sentences = details.map((detail) => this.#field(detail));
    return sentences.length > 0 && !sentences.includes(null) ? sentences.join(' ') : null;
  }

  #field({ field = '', message, code }: ProblemDetail): string | null {
    if (code) {
      const { words, foreign } = this.say(message, code);
      return foreign ? null : words;
    }
    const fault = faultOf(message);
    const words = fault && this.#texts.of(fault);
    const label = LABELS[field];
    return words && label
      ? this.#texts.text('frame.failures.field.named', { field: this.#texts.text(label), fault: words })
      : words;
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
