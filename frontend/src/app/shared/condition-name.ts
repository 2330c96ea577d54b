import { inject, Pipe, PipeTransform } from '@angular/core';

import { ConditionNames } from '../core/language/condition-names';

/**
 * `basal cell carcinoma` → “Basal cell carcinoma”, in the language of the page; `'inside'` a sentence it begins with a
 * small letter, as a common noun does in the languages of the page.
 */
@Pipe({ name: 'conditionName', pure: false })
export class ConditionName implements PipeTransform {
  readonly #names = inject(ConditionNames);

  transform(condition: string, place: 'alone' | 'inside' = 'alone'): string {
    const name = this.#names.of(condition);
    return place === 'inside' ? inside(name) : name;
  }
}

/** A condition's name as it stands inside a sentence. */
export function inside(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
