import { Pipe, PipeTransform } from '@angular/core';

/** `basal cell carcinoma` → “Basal cell carcinoma”. */
@Pipe({ name: 'conditionName' })
export class ConditionName implements PipeTransform {
  transform(condition: string): string {
    return condition.charAt(0).toUpperCase() + condition.slice(1);
  }
}
