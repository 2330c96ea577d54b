import { Component, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Day } from '../../../core/language/formats';
import { Counted } from '../../../shared/counted';
import { RiskChip } from '../../submissions/components/risk-chip';
import { SecurePicture } from '../../submissions/components/secure-picture';
import { Lesion } from '../services/lesions';
import { LesionPlace, LesionTitle } from './lesion-words';

/** One spot in the list, with its latest picture; the whole row opens it. */
@Component({
  selector: 'lentigo-lesion-row',
  imports: [Counted, Day, LesionPlace, LesionTitle, MatIcon, RiskChip, RouterLink, SecurePicture, TranslocoPipe],
  template: `
    <a [routerLink]="['/spots', lesion().id]">
      @if (lesion().latest; as latest) {
        <lentigo-secure-picture [path]="'/submissions/' + latest.id + '/thumbnail'" />
      } @else {
        <span class="none"><mat-icon svgIcon="image" aria-hidden="true" /></span>
      }
      <span class="words">
        <strong
          ><bdi>{{ lesion() | lesionTitle }}</bdi></strong
        >
        @if (lesion().name) {
          <span>{{ lesion() | lesionPlace }}</span>
        }
        @if (lesion().latest; as latest) {
          <lentigo-risk-chip [risk]="latest.risk" [urgent]="latest.urgent" />
          <span class="lentigo-quiet small">{{ 'lesions.pictures.' | counted: lesion().pictures }}</span>
          <span class="lentigo-quiet small">{{
            'lesions.row.latest' | transloco: { day: (latest.created | day) }
          }}</span>
        } @else {
          <span class="lentigo-quiet small">{{ 'lesions.row.none' | transloco }}</span>
        }
      </span>
    </a>
  `,
  styleUrl: './lesion-row.scss',
})
export class LesionRow {
  readonly lesion = input.required<Lesion>();
}
