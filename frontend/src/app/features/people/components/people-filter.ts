import { Component, DestroyRef, inject, input, output } from '@angular/core';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';

import { Kind } from '../services/people';
import { Show, SHOWS, Sort, SORTS, Wanted } from '../services/wanted';

/** Time that somebody rests between two letters before the server is asked. */
const REST_MS = 250;

/** Looks for a name or an address, and says whom to show in which order. */
@Component({
  selector: 'lentigo-people-filter',
  imports: [MatFormFieldModule, MatInput, TranslocoPipe],
  template: `
    <mat-form-field class="search" appearance="outline" subscriptSizing="dynamic">
      <mat-label>{{ 'people.filter.search' | transloco }}</mat-label>
      <input
        matInput
        type="search"
        autocomplete="off"
        [value]="wanted().q"
        (input)="search($any($event.target).value)"
      />
    </mat-form-field>
    <mat-form-field appearance="outline" subscriptSizing="dynamic">
      <mat-label>{{ 'people.filter.show' | transloco }}</mat-label>
      <select matNativeControl [value]="wanted().show" (change)="show($any($event.target).value)">
        @for (one of shows(); track one) {
          <option [value]="one" [selected]="one === wanted().show">{{ 'people.show.' + one | transloco }}</option>
        }
      </select>
    </mat-form-field>
    <mat-form-field appearance="outline" subscriptSizing="dynamic">
      <mat-label>{{ 'people.filter.sort' | transloco }}</mat-label>
      <select matNativeControl [value]="wanted().sort" (change)="sort($any($event.target).value)">
        @for (one of sorts; track one) {
          <option [value]="one" [selected]="one === wanted().sort">{{ 'people.sort.' + one | transloco }}</option>
        }
      </select>
    </mat-form-field>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: var(--lentigo-space-3);
    }

    .search {
      grid-column: 1 / -1;
    }

    @media (min-width: 48rem) {
      :host {
        grid-template-columns: minmax(0, 2fr) minmax(0, 1fr) minmax(0, 1fr);
      }

      .search {
        grid-column: auto;
      }
    }
  `,
  host: { role: 'search' },
})
export class PeopleFilter {
  readonly kind = input.required<Kind>();
  readonly wanted = input.required<Wanted>();
  readonly changed = output<Wanted>();

  protected readonly sorts = SORTS;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#rest));
  }

  /** Nobody waits among the doctors: whoever is one has been let in. */
  protected shows(): readonly Show[] {
    return this.kind() === 'users' ? SHOWS : ['all', 'deactivated'];
  }

  protected search(q: string): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.changed.emit({ ...this.wanted(), q, page: 0 }), REST_MS);
  }

  protected show(show: Show): void {
    this.changed.emit({ ...this.wanted(), show, page: 0 });
  }

  protected sort(sort: Sort): void {
    this.changed.emit({ ...this.wanted(), sort, page: 0 });
  }
}
