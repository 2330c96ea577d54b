import { Component, computed, inject, input } from '@angular/core';

import { Texts } from '../../../core/language/texts';
import { Place } from '../services/knowledge';
import { FiguresTable, Row } from './figures-table';

/** What a doctor meets in each place of the queue: how many of the pictures there are malignant. */
@Component({
  selector: 'lentigo-triage-table',
  imports: [FiguresTable],
  template: `<lentigo-figures-table [columns]="columns" [rows]="rows()" />`,
})
export class TriageTable {
  readonly #texts = inject(Texts);
  readonly places = input.required<readonly Place[]>();

  protected readonly columns = ['learn.good.malignantThere', 'learn.good.ofMalignant'];
  protected readonly rows = computed<readonly Row[]>(() =>
    this.places().map(({ place, n, malignant, of_malignant: ofMalignant }) => ({
      name: this.#texts.text(`learn.places.${place}`),
      count: n,
      measures: [malignant, ofMalignant],
    })),
  );
}
