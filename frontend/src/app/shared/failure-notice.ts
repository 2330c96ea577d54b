import { booleanAttribute, Component, computed, effect, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../core/api/failure';
import { Connection } from '../core/connection/connection';
import { Texts } from '../core/language/texts';
import { Notice } from './notice';

/** What went wrong, in the server's sentence, and a button to try once more where that may help. */
@Component({
  selector: 'lentigo-failure',
  imports: [MatButton, Notice, TranslocoPipe],
  template: `
    @if (sentence(); as sentence) {
      <lentigo-notice [tone]="offline() ? 'offline' : 'error'">
        <p>{{ sentence }}</p>
        @if (retriable()) {
          <div>
            <button matButton="outlined" type="button" (click)="retry.emit()">
              {{ 'frame.states.retry' | transloco }}
            </button>
          </div>
        }
      </lentigo-notice>
    }
  `,
  host: { '[hidden]': '!failure()' },
})
export class FailureNotice {
  readonly #texts = inject(Texts);
  readonly #connection = inject(Connection);

  readonly error = input.required<unknown>();
  readonly retriable = input(false, { transform: booleanAttribute });
  readonly retry = output();
  protected readonly failure = computed(() => (this.error() ? Failure.from(this.error()) : null));
  protected readonly offline = computed(() => this.failure()?.code === 'unreachable' && !this.#connection.online());
  protected readonly sentence = computed(() => {
    const failure = this.failure();
    if (this.offline()) {
      return this.#texts.text('frame.failures.offline');
    }
    return failure?.text ? this.#texts.of(failure.text) : failure?.message;
  });

  constructor() {
    let lost = false;
    effect(() => {
      const reachable = this.#connection.reachable();
      const unreachable = this.failure()?.code === 'unreachable';
      // The server answers again: what failed for want of it is tried again by itself.
      if (lost && reachable && unreachable && this.retriable()) {
        this.retry.emit();
      }
      lost = unreachable && !reachable;
    });
  }
}
