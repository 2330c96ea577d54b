import { inject, Pipe, PipeTransform } from '@angular/core';

import { ConditionNames } from '../core/language/condition-names';

/** `basal cell carcinoma` → “Basal cell carcinoma”, in the language of the page. */
@Pipe({ name: 'conditionName', pure: false })
export class ConditionName implements PipeTransform {
  readonly #names = inject(ConditionNames);

  transform(condition: string): string {
    return this.#names.of(condition);
  }
}
