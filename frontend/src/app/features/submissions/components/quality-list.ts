import { Component, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';

import { PictureRemark } from '../services/picture-remarks';
import { RemarkText } from './remark-text';

/** What was noticed about the picture itself, and how to take a better one. */
@Component({
  selector: 'lentigo-quality-list',
  imports: [MatIcon, RemarkText, TranslocoPipe],
  template: `
    @if (findings().length > 0) {
      <ul>
        @for (finding of findings(); track $index) {
          <li>
            <mat-icon [svgIcon]="finding.stops ? 'alert' : 'info'" aria-hidden="true" />
            <lentigo-remark-text [remark]="finding" />
          </li>
        }
      </ul>
    } @else {
      <p>{{ 'submissions.result.qualityNone' | transloco }}</p>
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
  readonly findings = input.required<readonly PictureRemark[]>();
}
