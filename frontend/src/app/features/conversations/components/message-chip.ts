import { Component } from '@angular/core';
import { MatIcon } from '@angular/material/icon';

/** Says in a row of a list that there are messages to be read. */
@Component({
  selector: 'lentigo-message-chip',
  imports: [MatIcon],
  template: `<mat-icon svgIcon="message" aria-hidden="true" /><ng-content />`,
  styles: `
    :host {
      display: inline-flex;
      gap: var(--lentigo-space-1);
      align-items: center;
      padding: 0.125rem 0.75rem;
      border-radius: var(--lentigo-radius);
      background: var(--mat-sys-primary);
      color: var(--mat-sys-on-primary);
      font: var(--mat-sys-body-small);
      font-weight: 600;
    }

    mat-icon {
      flex: none;
      inline-size: 1.125rem;
      block-size: 1.125rem;
    }
  `,
})
export class MessageChip {}
