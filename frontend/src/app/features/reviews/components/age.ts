import { inject, Pipe, PipeTransform } from '@angular/core';

import { Languages } from '../../../core/language/languages';
import { Texts } from '../../../core/language/texts';

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/**
 * `180000` seconds → “2 days”, in the largest unit that gives a whole one, in the language of the page; “less than a
 * minute” where none does. Its words stand in the texts of `submissions`.
 */
@Pipe({ name: 'age', pure: false })
export class Age implements PipeTransform {
  readonly #languages = inject(Languages);
  readonly #texts = inject(Texts);

  transform(seconds: number): string {
    const whole = UNITS.find(([, size]) => seconds >= size);
    if (!whole) {
      return this.#texts.text('submissions.age.moment');
    }
    const [unit, length] = whole;
    const style = { style: 'unit', unit, unitDisplay: 'long' } as const;
    return new Intl.NumberFormat(this.#languages.current().locale, style).format(Math.floor(seconds / length));
  }
}
