import { computed, inject, Pipe, PipeTransform } from '@angular/core';

import { Figure } from '../core/language/formats';
import { Languages } from '../core/language/languages';
import { Texts } from '../core/language/texts';

/**
 * `'….count.' | counted: 3` → the text `….count.few`, or whichever of `one`, `two`, `few`, `many` and `other`
 * the language of the page says of so many; of none at all it is `other`.
 */
@Pipe({ name: 'counted', pure: false })
export class Counted implements PipeTransform {
  readonly #languages = inject(Languages);
  readonly #texts = inject(Texts);
  readonly #figure = new Figure();
  readonly #rules = computed(() => new Intl.PluralRules(this.#languages.current().locale));

  transform(beginning: string, count: number): string {
    const form = count === 0 ? 'other' : this.#rules().select(count);
    return this.#texts.text(beginning + form, { count: this.#figure.transform(count) });
  }
}
