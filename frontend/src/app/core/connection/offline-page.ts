import { Component, effect, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Connection } from './connection';

/** Stands in the place of a page that cannot be opened before the server has said who is signed in. */
@Component({
  selector: 'lentigo-offline-page',
  imports: [MatButton, TranslocoPipe],
  template: `
    <section class="lentigo-page lentigo-narrow">
      <h1>{{ (connection.online() ? 'frame.waiting.unreachable' : 'frame.waiting.offline') | transloco }}</h1>
      <p>{{ 'frame.waiting.text' | transloco }}</p>
      <div class="lentigo-actions">
        <button matButton="filled" type="button" (click)="open()">{{ 'frame.states.retry' | transloco }}</button>
      </div>
    </section>
  `,
})
export class OfflinePage {
  readonly #router = inject(Router);
  protected readonly connection = inject(Connection);

  /** What was to be opened; from the query. */
  readonly next = input<string>();

  constructor() {
    let waited = false;
    effect(() => {
      const reachable = this.connection.reachable();
      if (reachable && waited) {
        this.open();
      }
      waited ||= !reachable;
    });
  }

  protected open(): void {
    void this.#router.navigateByUrl(this.next() ?? '/', { onSameUrlNavigation: 'reload', replaceUrl: true });
  }
}
