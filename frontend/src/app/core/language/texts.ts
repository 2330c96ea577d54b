import { inject, Injectable } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';

export type TextParams = Readonly<Record<string, string | number>>;

/** A sentence of the page's own, to be spoken in the language of the moment it is shown. */
export interface Text {
  readonly key: string;
  readonly params?: TextParams;
}

/** The page's sentences, for code; templates use the pipe `transloco`. */
@Injectable({ providedIn: 'root' })
export class Texts {
  readonly #transloco = inject(TranslocoService);

  /** The sentence in the present language; whoever reads it in a signal context follows the language. */
  text(key: string, params?: TextParams): string {
    return this.#transloco.translate(key, { ...params }, this.#transloco.activeLang());
  }

  /** Whether there is such a sentence in the present language. */
  has(key: string): boolean {
    return key in this.#transloco.getTranslation(this.#transloco.activeLang());
  }

  of(text: Text): string {
    return this.text(text.key, text.params);
  }
}
