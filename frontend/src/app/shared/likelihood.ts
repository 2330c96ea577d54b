import { inject, Pipe, PipeTransform } from '@angular/core';

import { percentage } from '../core/language/formats';
import { Languages } from '../core/language/languages';

/**
 * What the model says of one picture, in per cent, 0–100: `64.53` → “64.5%”.
 *
 * One decimal everywhere, so that two places never seem to say different things of the same picture.
 */
@Pipe({ name: 'likelihood', pure: false })
export class Likelihood implements PipeTransform {
  readonly #languages = inject(Languages);

  transform(value: number): string {
    return percentage(value, this.#languages.current().locale, 1);
  }
}
