import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Figure } from '../../../core/language/formats';
import { Place } from '../services/knowledge';
import { Measured } from './measured';

/** What a doctor meets in each place of the queue: how many of the pictures there are malignant. */
@Component({
  selector: 'lentigo-triage-table',
  imports: [Figure, Measured, TranslocoPipe],
  template: `
    <table>
      <thead>
        <tr>
          <th scope="col">{{ 'learn.good.group' | transloco }}</th>
          <th scope="col" class="number">{{ 'learn.good.malignantThere' | transloco }}</th>
          <th scope="col" class="number">{{ 'learn.good.ofMalignant' | transloco }}</th>
        </tr>
      </thead>
      <tbody>
        @for (one of places(); track one.place) {
          <tr>
            <th scope="row">
              {{ 'learn.places.' + one.place | transloco }}
              <span class="lentigo-quiet">{{ 'learn.good.images' | transloco: { n: (one.n | figure: 0 : 0) } }}</span>
            </th>
            <td class="number">
              @if (one.malignant; as share) {
                <lentigo-measured [figure]="share" />
              }
            </td>
            <td class="number">
              @if (one.of_malignant; as share) {
                <lentigo-measured [figure]="share" />
              }
            </td>
          </tr>
        }
      </tbody>
    </table>
  `,
  styleUrl: './figures-table.scss',
})
export class TriageTable {
  readonly places = input.required<readonly Place[]>();
}
