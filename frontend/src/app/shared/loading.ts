import { Component, input } from '@angular/core';
import { MatProgressSpinner } from '@angular/material/progress-spinner';

@Component({
  selector: 'lentigo-loading',
  imports: [MatProgressSpinner],
  template: `
    <mat-spinner diameter="36" aria-hidden="true" />
    <span>{{ label() }}</span>
  `,
  styles: `
    :host {
      display: flex;
      align-items: center;
      justify-content: center;
      gap: var(--lentigo-space-4);
      padding: var(--lentigo-space-6);
      color: var(--mat-sys-on-surface-variant);
    }
  `,
  host: { role: 'status' },
})
export class Loading {
  readonly label = input('Loading…');
}
