import { inject, Pipe, PipeTransform } from '@angular/core';

import { Languages } from './languages';

const DAY: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };

// Making a format is slow; there are few of them.
const MADE = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

function kept<T extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: () => T): T {
  const found = (MADE.get(key) as T | undefined) ?? make();
  MADE.set(key, found);
  return found;
}

function dated(value: string, locale: string, style: Intl.DateTimeFormatOptions, name: string): string {
  return kept(`${name} ${locale}`, () => new Intl.DateTimeFormat(locale, style)).format(new Date(value));
}

/** `2026-11-22T10:44:03Z` → “22 Nov 2026”, in the language of the page. */
// Impure pipes, because the language changes while the value stays.
@Pipe({ name: 'day', pure: false })
export class Day implements PipeTransform {
  readonly #languages = inject(Languages);

  transform(value: string): string {
    return dated(value, this.#languages.current().locale, DAY, 'day');
  }
}

/** `2026-11-22T10:44:03Z` → “22 Nov 2026, 10:44”, in the language of the page. */
@Pipe({ name: 'moment', pure: false })
export class Moment implements PipeTransform {
  readonly #languages = inject(Languages);

  transform(value: string): string {
    const style: Intl.DateTimeFormatOptions = { ...DAY, hour: '2-digit', minute: '2-digit' };
    return dated(value, this.#languages.current().locale, style, 'moment');
  }
}

/** `1234.5` → “1,234.5”, in the language of the page. */
@Pipe({ name: 'figure', pure: false })
export class Figure implements PipeTransform {
  readonly #languages = inject(Languages);

  transform(value: number, least = 0, most = Math.max(least, 1)): string {
    const { locale } = this.#languages.current();
    const style = { minimumFractionDigits: least, maximumFractionDigits: most };
    return kept(`figure ${locale} ${least} ${most}`, () => new Intl.NumberFormat(locale, style)).format(value);
  }
}

/** Per cent, 0–100: `64.5` → “64.5%” or “64,5 %”, in the language of the page. */
@Pipe({ name: 'percentage', pure: false })
export class Percentage implements PipeTransform {
  readonly #languages = inject(Languages);

  transform(value: number, least = 0, most = Math.max(least, 1)): string {
    return percentage(value, this.#languages.current().locale, least, most);
  }
}

/** Per cent, 0–100, in words of a locale. */
export function percentage(value: number, locale: string, least = 0, most = least): string {
  const style = { style: 'percent', minimumFractionDigits: least, maximumFractionDigits: most } as const;
  return kept(`percent ${locale} ${least} ${most}`, () => new Intl.NumberFormat(locale, style)).format(value / 100);
}
