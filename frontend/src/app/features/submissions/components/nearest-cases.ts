import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Percentage } from '../../../core/language/formats';
import { ConditionName } from '../../../shared/condition-name';
import { NearestCase } from '../services/nearest-case';
import { SecurePicture } from './secure-picture';

/** Collections of pictures, as they write their own names. */
const COLLECTIONS: Readonly<Record<string, string>> = { ham10000: 'HAM10000', isic: 'ISIC', pad_ufes20: 'PAD-UFES-20' };

/** Pictures of known diagnosis that look most like this one, with whom they come from. */
@Component({
  selector: 'lentigo-nearest-cases',
  imports: [ConditionName, Percentage, SecurePicture, TranslocoPipe],
  template: `
    <p>{{ 'submissions.nearest.text' | transloco }}</p>
    <ul>
      @for (one of cases(); track one.id) {
        <li>
          @if (one.thumbnail_url; as path) {
            <lentigo-secure-picture
              [path]="path"
              [alt]="'submissions.nearest.alt' | transloco: { condition: (one.label | conditionName) }"
            />
          } @else {
            <p class="hidden">{{ 'submissions.nearest.hidden' | transloco }}</p>
          }
          <p>
            <strong>{{ one.label | conditionName }}</strong>
          </p>
          <p class="fine">
            {{ 'submissions.nearest.similarity' | transloco: { percent: (one.similarity * 100 | percentage: 0 : 0) } }}
          </p>
          <p class="fine">
            <bdi>{{
              'submissions.nearest.source' | transloco: { source: collection(one.source), licence: one.licence }
            }}</bdi>
          </p>
        </li>
      }
    </ul>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--lentigo-space-4);
    }

    ul {
      display: grid;
      /* Two side by side in a narrow column, too. */
      grid-template-columns: repeat(auto-fill, minmax(clamp(6.5rem, 50% - var(--lentigo-space-4) / 2, 6.75rem), 1fr));
      gap: var(--lentigo-space-4);
      margin: 0;
      padding: 0;
      list-style: none;
    }

    li {
      display: grid;
      gap: var(--lentigo-space-1);
      align-content: start;
    }

    lentigo-secure-picture,
    .hidden {
      aspect-ratio: 1;
      border-radius: var(--lentigo-radius-small);
    }

    .hidden {
      display: grid;
      place-content: center;
      padding: var(--lentigo-space-3);
      border: 1px dashed var(--mat-sys-outline);
      font: var(--mat-sys-body-small);
      text-align: center;
    }

    .fine {
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-body-small);
      overflow-wrap: anywhere;
    }
  `,
})
export class NearestCases {
  readonly cases = input.required<readonly NearestCase[]>();

  protected readonly collection = (source: string): string => COLLECTIONS[source] ?? source;
}
