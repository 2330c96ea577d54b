import { Pipe, PipeTransform } from '@angular/core';

/** `basal cell carcinoma` → `basal-cell-carcinoma`, as the addresses of its pages have it. */
@Pipe({ name: 'conditionPath' })
export class ConditionPath implements PipeTransform {
  transform(condition: string): string {
    return condition.replaceAll(' ', '-');
  }
}
