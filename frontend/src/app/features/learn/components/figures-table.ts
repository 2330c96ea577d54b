import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Figure } from '../../../core/language/formats';
import { Measure } from '../services/knowledge';
import { Measured } from './measured';

/** Some of the pictures that the model was tried on. */
export interface Row {
  readonly name: string;
  /** How many they are. */
  readonly count: number;
  /** One for each column; null where there was nothing to measure. */
  readonly measures: readonly (Measure | null)[];
}

/** Shares measured on parts of the pictures. */
@Component({
  selector: 'lentigo-figures-table',
  imports: [Figure, Measured, TranslocoPipe],
  template: `
    <table>
      <thead>
        <tr>
          <th scope="col">{{ 'learn.good.group' | transloco }}</th>
          @for (column of columns(); track column) {
            <th scope="col" class="number">{{ column | transloco }}</th>
          }
        </tr>
      </thead>
      <tbody>
        @for (row of rows(); track row.name) {
          <tr>
            <th scope="row">
              {{ row.name }}
              <span class="lentigo-quiet">{{
                'learn.good.images' | transloco: { n: (row.count | figure: 0 : 0) }
              }}</span>
            </th>
            @for (measure of row.measures; track $index) {
              <td class="number">
                @if (measure) {
                  <lentigo-measured [figure]="measure" />
                }
              </td>
            }
          </tr>
        }
      </tbody>
    </table>
  `,
  styleUrl: './figures-table.scss',
})
export class FiguresTable {
  /** Keys of the texts above the figures. */
  readonly columns = input.required<readonly string[]>();
  readonly rows = input.required<readonly Row[]>();
}
