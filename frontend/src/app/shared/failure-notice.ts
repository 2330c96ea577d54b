import { booleanAttribute, Component, computed, effect, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../core/api/failure';
import { Refusals } from '../core/api/refusals';
import { Connection } from '../core/connection/connection';
import { Notice } from './notice';
import { SaidText } from './said-text';

const OFFLINE = Failure.own({ key: 'frame.failures.offline' });

/** What went wrong, and a button to try once more where that may help. */
@Component({
  selector: 'lentigo-failure',
  imports: [MatButton, Notice, SaidText, TranslocoPipe],
  template: `
    @if (said(); as said) {
      <lentigo-notice [tone]="offline() ? 'offline' : 'error'">
        <p><lentigo-said [said]="said" /></p>
        @if (retriable() && !gone()) {
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
  readonly #refusals = inject(Refusals);
  readonly #connection = inject(Connection);

  readonly error = input.required<unknown>();
  readonly retriable = input(false, { transform: booleanAttribute });
  readonly retry = output();
  protected readonly failure = computed(() => (this.error() ? Failure.from(this.error()) : null));
  protected readonly offline = computed(() => this.failure()?.code === 'unreachable' && !this.#connection.online());
  /** What is not there, or no longer, does not come back by being asked for once more. */
  protected readonly gone = computed(() => this.failure()?.status === 404);
  protected readonly said = computed(() => {
    const failure = this.offline() ? OFFLINE : this.failure();
    return failure && this.#refusals.of(failure);
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
