import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { PictureComparison } from '../../lesions/components/picture-comparison';
import { ComparedPicture } from '../../lesions/services/comparison';
import { Case, CaseSummary } from '../services/reviews';
import { CaseRow } from './case-row';

/** The picture of a case beside another one of the same spot, and what was said of the others. */
@Component({
  selector: 'lentigo-same-lesion',
  imports: [CaseRow, PictureComparison, TranslocoPipe],
  template: `
    <lentigo-picture-comparison [pictures]="pictures()" [kept]="case().id" />
    <h3>{{ 'lesions.case.words' | transloco }}</h3>
    <ul>
      @for (one of case().same_lesion; track one.id) {
        <li><lentigo-case-row [case]="one" /></li>
      }
    </ul>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--lentigo-space-3);
    }

    h3 {
      font-size: 1.0625rem;
    }

    ul {
      display: grid;
      gap: var(--lentigo-space-1);
      margin: 0;
      padding: 0;
      list-style: none;
    }
  `,
})
export class SameLesion {
  readonly case = input.required<Case>();

  protected readonly pictures = computed<readonly ComparedPicture[]>(() =>
    [...this.case().same_lesion, this.case()]
      .sort((one, other) => Date.parse(one.created) - Date.parse(other.created) || one.id - other.id)
      .map(comparedOf),
  );
}

function comparedOf({
  id,
  created,
  class: condition,
  risk,
  urgent,
  review: { class: word },
  thumbnail_url: thumbnail,
}: Pick<CaseSummary, 'id' | 'created' | 'class' | 'risk' | 'urgent' | 'review' | 'thumbnail_url'>): ComparedPicture {
  return { id, created, class: condition, risk, urgent, word, picture: `/reviews/${id}/image`, thumbnail };
}
