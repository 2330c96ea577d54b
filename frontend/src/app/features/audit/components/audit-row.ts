import { Component, computed, inject, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Moment } from '../../../core/language/formats';
import { Actors } from '../services/actors';
import { wordsOf } from '../services/acts';
import { AuditLine } from '../services/audit';

/** One act; person and record lead to all that is known of them. */
@Component({
  selector: 'lentigo-audit-row',
  imports: [Moment, TranslocoPipe],
  template: `
    <p class="what">
      <strong>
        @if (words(); as words) {
          {{ words | transloco }}
        } @else {
          <span class="lentigo-ltr">{{ line().what }}</span>
        }
      </strong>
      <span class="lentigo-quiet code lentigo-ltr">{{ line().what }}</span>
    </p>
    <p class="when">
      <time [attr.datetime]="line().when">{{ line().when | moment }}</time>
      @if (line().where; as where) {
        <span class="lentigo-quiet lentigo-ltr">{{ where }}</span>
      }
    </p>
    <p class="who">
      <button type="button" (click)="who.emit(line().who)">
        <span class="lentigo-unseen">{{ 'audit.row.who' | transloco }} </span><bdi>{{ actors.name(line().who) }}</bdi>
      </button>
      @if (line().record; as record) {
        <button type="button" class="code" (click)="this.record.emit(record)">
          <span class="lentigo-unseen">{{ 'audit.row.record' | transloco }} </span>
          @if (actors.email(record); as email) {
            <bdi class="lentigo-ltr">{{ email }}</bdi>
          } @else {
            <span class="lentigo-ltr">{{ record }}</span>
          }
        </button>
      }
    </p>
    @if (detail(); as detail) {
      <details>
        <summary>
          {{ 'audit.row.detail' | transloco }}<span class="lentigo-unseen"> {{ line().number ?? line()._id }}</span>
        </summary>
        <pre class="lentigo-ltr" tabindex="0">{{ detail }}</pre>
      </details>
    }
  `,
  styleUrl: './audit-row.scss',
  host: { class: 'lentigo-card' },
})
export class AuditRow {
  protected readonly actors = inject(Actors);

  readonly line = input.required<AuditLine>();
  readonly who = output<string>();
  readonly record = output<string>();

  protected readonly words = computed(() => wordsOf(this.line().what));
  protected readonly detail = computed(() => {
    const { detail } = this.line();
    return detail ? JSON.stringify(detail, null, 2) : null;
  });
}
