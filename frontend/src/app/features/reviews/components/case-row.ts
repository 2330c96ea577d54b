import { Component, computed, effect, ElementRef, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Figure } from '../../../core/language/formats';
import { ConditionName } from '../../../shared/condition-name';
import { Counted } from '../../../shared/counted';
import { Likelihood } from '../../../shared/likelihood';
import { MessageChip } from '../../conversations/components/message-chip';
import { RiskChip } from '../../submissions/components/risk-chip';
import { SecurePicture } from '../../submissions/components/secure-picture';
import { CaseSummary } from '../services/reviews';
import { Age } from './age';

/** One case in a list; the whole row opens it. */
@Component({
  selector: 'lentigo-case-row',
  imports: [
    Age,
    ConditionName,
    Counted,
    Figure,
    Likelihood,
    MessageChip,
    RiskChip,
    RouterLink,
    SecurePicture,
    TranslocoPipe,
  ],
  template: `
    <a
      [routerLink]="['/reviews', case().id]"
      queryParamsHandling="preserve"
      [attr.aria-current]="current() ? 'true' : null"
    >
      <lentigo-secure-picture [path]="case().thumbnail_url" />
      <span class="words">
        <span class="first">
          <strong>{{ case().class | conditionName }}</strong>&ngsp;
          <span class="figure">{{ case().confidence | likelihood }}</span>
        </span>
        <lentigo-risk-chip [risk]="case().risk" [urgent]="case().urgent" />
        @if (case().unanswered > 0) {
          <lentigo-message-chip>{{ 'reviews.unanswered.' | counted: case().unanswered }}</lentigo-message-chip>
        }
        @if (waited() && askedFor() !== null) {
          <span class="small">{{ 'reviews.asked' | transloco: { age: (askedFor()! | age) } }}</span>
        }
        <span class="lentigo-quiet small">
          <bdi>{{ case().person_name }}</bdi> · {{ case().age_seconds | age }} ·
          <span class="number">{{ 'reviews.number' | transloco: { id: (case().id | figure) } }}</span>
        </span>
        @if (case().review.state !== 'waiting') {
          <span class="small">
            {{ 'reviews.word.' + case().review.state | transloco }}
            @if (case().review.class; as condition) {
              <strong>{{ condition | conditionName }}</strong>
            }
          </span>
        }
      </span>
    </a>
  `,
  styleUrl: './case-row.scss',
})
export class CaseRow {
  readonly case = input.required<CaseSummary>();
  /** Whether this case is the one that is open. */
  readonly current = input(false);
  /** Whether to tell how long the patient has waited for an answer. */
  readonly waited = input(false);

  /** Seconds since the first question that nobody has answered. */
  protected readonly askedFor = computed(() => {
    const { asked } = this.case();
    return asked === null ? null : (Date.now() - Date.parse(asked)) / 1000;
  });

  constructor() {
    const row = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    effect(() => {
      const list = this.current() ? row.closest('.list') : null;
      if (list) {
        // Only the list is moved, never the page: the heading of the case stays in view.
        const [inner, outer] = [row.getBoundingClientRect(), list.getBoundingClientRect()];
        list.scrollTop += Math.max(0, inner.bottom - outer.bottom) - Math.max(0, outer.top - inner.top);
      }
    });
  }
}
