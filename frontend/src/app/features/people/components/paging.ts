import { Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';

import { Figure } from '../../../core/language/formats';
import { PAGE_SIZE } from '../services/wanted';

/** “21–40 of 57”, and the ways to the pages before and behind. */
@Component({
  selector: 'lentigo-paging',
  imports: [Figure, MatButton, TranslocoPipe],
  template: `
    <p aria-live="polite">
      {{
        'people.paging.range'
          | transloco: { first: (first() | figure), last: (last() | figure), total: (total() | figure) }
      }}
    </p>
    @if (total() > size) {
      <button matButton="outlined" type="button" [disabled]="page() === 0" (click)="turned.emit(page() - 1)">
        {{ 'people.paging.previous' | transloco }}
      </button>
      <button matButton="outlined" type="button" [disabled]="last() >= total()" (click)="turned.emit(page() + 1)">
        {{ 'people.paging.next' | transloco }}
      </button>
    }
  `,
  styles: `
    p {
      margin-inline-end: auto;
      color: var(--mat-sys-on-surface-variant);
    }
  `,
  host: { class: 'lentigo-actions' },
})
export class Paging {
  /** The first is 0. */
  readonly page = input.required<number>();
  readonly total = input.required<number>();
  readonly turned = output<number>();

  protected readonly size = PAGE_SIZE;
  protected readonly first = computed(() => Math.min(this.page() * PAGE_SIZE + 1, this.total()));
  protected readonly last = computed(() => Math.min((this.page() + 1) * PAGE_SIZE, this.total()));
}
