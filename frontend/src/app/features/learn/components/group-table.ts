import { Component, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Figure } from '../../../core/language/formats';
import { Texts } from '../../../core/language/texts';
import { Group } from '../services/knowledge';
import { Measured } from './measured';

const SOURCES: ReadonlySet<string> = new Set(['ham10000', 'isic', 'pad_ufes20', 'normal_dermoscopy', 'normal_photo']);

/** How good the model is on groups of the pictures. */
@Component({
  selector: 'lentigo-group-table',
  imports: [Figure, Measured, TranslocoPipe],
  template: `
    <table>
      <thead>
        <tr>
          <th scope="col">{{ 'learn.good.group' | transloco }}</th>
          <th scope="col" class="number">{{ 'learn.good.pictures' | transloco }}</th>
          <th scope="col" class="number">{{ 'learn.good.right' | transloco }}</th>
        </tr>
      </thead>
      <tbody>
        @for (group of groups(); track group.name) {
          <tr>
            <th scope="row">{{ nameOf(group.name) }}</th>
            <td class="number">{{ group.images | figure: 0 : 0 }}</td>
            <td class="number">
              @if (group.accuracy; as accuracy) {
                <lentigo-measured [figure]="accuracy" />
              }
            </td>
          </tr>
        }
      </tbody>
    </table>
  `,
  styleUrl: './figures-table.scss',
})
export class GroupTable {
  readonly #texts = inject(Texts);
  readonly groups = input.required<readonly Group[]>();
  readonly kind = input.required<'source' | 'skin'>();

  protected nameOf(name: string): string {
    if (this.kind() === 'skin') {
      return this.#texts.text('learn.good.type', {
        name: ['I', 'II', 'III', 'IV', 'V', 'VI'][Number(name) - 1] ?? name,
      });
    }
    return SOURCES.has(name) ? this.#texts.text(`learn.sources.${name}`) : name;
  }
}
