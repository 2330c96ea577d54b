import { inject, Pipe, PipeTransform } from '@angular/core';

import { Languages } from '../../../core/language/languages';

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** `180000` seconds → “2 days”, in the largest unit that gives a whole one, in the language of the page. */
@Pipe({ name: 'age', pure: false })
export class Age implements PipeTransform {
  readonly #languages = inject(Languages);

  transform(seconds: number): string {
    const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? UNITS[2];
    const style = { style: 'unit', unit, unitDisplay: 'long' } as const;
    return new Intl.NumberFormat(this.#languages.current().locale, style).format(Math.floor(seconds / length));
  }
}
