import { booleanAttribute, Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';

import { Failure } from '../core/api/failure';
import { Notice } from './notice';

/** What went wrong, in the server's sentence, and a button to try once more where that may help. */
@Component({
  selector: 'lentigo-failure',
  imports: [MatButton, Notice],
  template: `
    @if (failure(); as failure) {
      <lentigo-notice tone="error">
        <p>{{ failure.message }}</p>
        @if (retriable()) {
          <div><button matButton="outlined" type="button" (click)="retry.emit()">Try again</button></div>
        }
      </lentigo-notice>
    }
  `,
  host: { '[hidden]': '!failure()' },
})
export class FailureNotice {
  readonly error = input.required<unknown>();
  readonly retriable = input(false, { transform: booleanAttribute });
  readonly retry = output();
  protected readonly failure = computed(() => (this.error() ? Failure.from(this.error()) : null));
}
