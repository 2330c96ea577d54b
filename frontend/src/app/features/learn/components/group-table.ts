import { Component, computed, inject, input } from '@angular/core';

import { Texts } from '../../../core/language/texts';
import { Group } from '../services/knowledge';
import { FiguresTable, Row } from './figures-table';

const SOURCES: ReadonlySet<string> = new Set(['ham10000', 'isic', 'pad_ufes20', 'normal_dermoscopy', 'normal_photo']);

/** How good the model is on groups of the pictures. */
@Component({
  selector: 'lentigo-group-table',
  imports: [FiguresTable],
  template: `<lentigo-figures-table [columns]="columns" [rows]="rows()" />`,
})
export class GroupTable {
  readonly #texts = inject(Texts);
  readonly groups = input.required<readonly Group[]>();
  readonly kind = input.required<'source' | 'skin'>();

  protected readonly columns = ['learn.good.right'];
  protected readonly rows = computed<readonly Row[]>(() =>
    this.groups().map(({ name, images, accuracy }) => ({
      name: this.#nameOf(name),
      count: images,
      measures: [accuracy],
    })),
  );

  #nameOf(name: string): string {
    if (this.kind() === 'skin') {
      return this.#texts.text('learn.good.type', {
        name: ['I', 'II', 'III', 'IV', 'V', 'VI'][Number(name) - 1] ?? name,
      });
    }
    return SOURCES.has(name) ? this.#texts.text(`learn.sources.${name}`) : name;
  }
}
