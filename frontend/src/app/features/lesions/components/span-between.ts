import { inject, Pipe, PipeTransform } from '@angular/core';

import { Languages } from '../../../core/language/languages';
import { timeBetween } from '../services/time-between';

/** “6 months” from one moment to a later one, in the language of the page; empty on the same day. */
@Pipe({ name: 'spanBetween', pure: false })
export class SpanBetween implements PipeTransform {
  readonly #languages = inject(Languages);

  transform(earlier: string, later: string): string {
    const { locale } = this.#languages.current();
    const spans = timeBetween(earlier, later).map(({ unit, count }) =>
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count),
    );
    return new Intl.ListFormat(locale, { type: 'unit' }).format(spans);
  }
}
