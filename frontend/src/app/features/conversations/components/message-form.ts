import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { Figure } from '../../../core/language/formats';
import { FailureNotice } from '../../../shared/failure-notice';
import { addressOf, LONGEST_MESSAGE, Subject } from '../services/conversations';
import { Thread } from '../services/thread';
import { Unsent } from '../services/unsent';

/** From here on it is told how many characters are left. */
const FEW_LEFT = 200;

/** Where a message is written; what was typed stays until it has arrived. */
@Component({
  selector: 'lentigo-message-form',
  imports: [FailureNotice, Figure, MatButton, MatFormFieldModule, MatInput, TranslocoPipe],
  templateUrl: './message-form.html',
  styles: `
    form {
      display: grid;
      gap: var(--lentigo-space-3);
    }

    .wrong {
      color: var(--mat-sys-error);
    }
  `,
})
export class MessageForm {
  readonly #thread = inject(Thread);
  readonly #unsent = inject(Unsent);

  readonly subject = input.required<Subject>();
  /** Whether nothing can be sent just now. */
  readonly closed = input(false);

  readonly #address = computed(() => addressOf(this.subject()));
  protected readonly text = linkedSignal({
    source: this.#address,
    computation: () => this.#unsent.of(this.subject()),
  });
  protected readonly failure = linkedSignal<string, Failure | null>({ source: this.#address, computation: () => null });
  protected readonly busy = linkedSignal({ source: this.#address, computation: () => false });
  protected readonly longest = LONGEST_MESSAGE;
  // As the server counts: a smiley is one character.
  protected readonly length = computed(() => Array.from(this.text().trim()).length);
  protected readonly tooLong = computed(() => this.length() > LONGEST_MESSAGE);
  protected readonly near = computed(() => !this.tooLong() && this.length() >= LONGEST_MESSAGE - FEW_LEFT);

  protected write(text: string): void {
    this.text.set(text);
    this.#unsent.keep(this.subject(), text);
  }

  protected pressed(event: KeyboardEvent, field: HTMLTextAreaElement): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (!event.repeat) {
        void this.send(field);
      }
    }
  }

  protected async send(field: HTMLTextAreaElement): Promise<void> {
    const subject = this.subject();
    const address = this.#address();
    const text = this.text().trim();
    if (!text) {
      field.focus();
    }
    if (!text || this.tooLong() || this.busy() || this.closed()) {
      return;
    }
    this.busy.set(true);
    this.failure.set(null);
    try {
      await this.#thread.write(subject, text, this.#unsent.keyOf(subject, text));
      this.#unsent.arrived(subject, text);
      if (address === this.#address()) {
        this.text.set(this.#unsent.of(subject));
      }
    } catch (error) {
      if (address === this.#address()) {
        this.failure.set(Failure.from(error));
      }
    } finally {
      if (address === this.#address()) {
        this.busy.set(false);
      }
    }
  }
}
