import { Component, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';

/** Stands where there is nothing yet, and says what to do about it. */
@Component({
  selector: 'lentigo-empty',
  imports: [MatIcon],
  template: `
    <mat-icon [svgIcon]="icon()" aria-hidden="true" />
    <ng-content />
  `,
  styles: `
    :host {
      display: grid;
      justify-items: center;
      gap: var(--lentigo-space-4);
      padding: var(--lentigo-space-7) var(--lentigo-space-4);
      border: 1px dashed var(--mat-sys-outline);
      border-radius: var(--lentigo-radius);
      text-align: center;
    }

    mat-icon {
      inline-size: 2.5rem;
      block-size: 2.5rem;
      color: var(--mat-sys-primary);
    }
  `,
})
export class Empty {
  readonly icon = input('image');
}
