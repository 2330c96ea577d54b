import { Component, input } from '@angular/core';
import { MatProgressSpinner } from '@angular/material/progress-spinner';
import { TranslocoPipe } from '@jsverse/transloco';

/** Stands where something is being fetched, and says what. */
@Component({
  selector: 'lentigo-loading',
  imports: [MatProgressSpinner, TranslocoPipe],
  template: `
    <mat-spinner diameter="36" aria-hidden="true" />
    <span>{{ label() || ('frame.states.loading' | transloco) }}</span>
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
  readonly label = input('');
}
