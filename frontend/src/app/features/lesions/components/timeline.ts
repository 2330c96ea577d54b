import { Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Submission } from '../../../core/api/types';
import { Day, Figure } from '../../../core/language/formats';
import { ConditionName } from '../../../shared/condition-name';
import { Likelihood } from '../../../shared/likelihood';
import { RiskChip } from '../../submissions/components/risk-chip';
import { SecurePicture } from '../../submissions/components/secure-picture';

/** Every picture of a spot with what was said of it, the earliest first; each leads to its result. */
@Component({
  selector: 'lentigo-timeline',
  imports: [ConditionName, Day, Figure, Likelihood, RiskChip, RouterLink, SecurePicture, TranslocoPipe],
  template: `
    <ol>
      @for (one of pictures(); track one.id) {
        <li class="lentigo-card">
          <a [routerLink]="['/history', one.id]">
            <lentigo-secure-picture [path]="'/submissions/' + one.id + '/thumbnail'" />
            <span class="words">
              <strong>{{
                'lesions.timeline.row' | transloco: { day: (one.created | day), id: (one.id | figure) }
              }}</strong>
              <span>{{ one.class | conditionName }}</span>
              <span class="lentigo-quiet small">{{
                'lesions.timeline.malignancy' | transloco: { percent: (one.malignancy | likelihood) }
              }}</span>
              <lentigo-risk-chip [risk]="one.risk" [urgent]="one.urgent" />
              @if (one.review?.class; as condition) {
                <span class="doctor">{{
                  'lesions.timeline.doctor' | transloco: { condition: (condition | conditionName) }
                }}</span>
              }
            </span>
          </a>
        </li>
      }
    </ol>
  `,
  styleUrl: './timeline.scss',
})
export class Timeline {
  /** The earliest first. */
  readonly pictures = input.required<readonly Submission[]>();
}
