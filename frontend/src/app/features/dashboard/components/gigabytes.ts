import { inject, Pipe, PipeTransform } from '@angular/core';

import { Languages } from '../../../core/language/languages';

/** Bytes in gigabytes, in the language of the page: `64500000000` → “64.5 GB”. */
@Pipe({ name: 'gigabytes', pure: false })
export class Gigabytes implements PipeTransform {
  readonly #languages = inject(Languages);

  transform(bytes: number): string {
    const style = { style: 'unit', unit: 'gigabyte', maximumFractionDigits: 1 } as const;
    return new Intl.NumberFormat(this.#languages.current().locale, style).format(bytes / 1e9);
  }
}
