import { Component, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';

import { Finding } from '../../../core/api/types';

/** What was noticed about the picture itself. */
@Component({
  selector: 'lentigo-quality-list',
  imports: [MatIcon],
  template: `
    @if (findings().length > 0) {
      <ul>
        @for (finding of findings(); track finding.code) {
          <li>
            <mat-icon [svgIcon]="finding.stops ? 'alert' : 'info'" aria-hidden="true" />
            <span>{{ finding.message }}</span>
          </li>
        }
      </ul>
    } @else {
      <p>Nothing about the picture stood out.</p>
    }
  `,
  styles: `
    ul {
      display: grid;
      gap: var(--lentigo-space-3);
      margin: 0;
      padding: 0;
      list-style: none;
    }

    li {
      display: flex;
      gap: var(--lentigo-space-3);
    }

    mat-icon {
      flex: none;
      color: var(--mat-sys-primary);
    }
  `,
})
export class QualityList {
  readonly findings = input.required<readonly Finding[]>();
}
