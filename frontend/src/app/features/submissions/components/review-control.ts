import { Component, computed, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { Submission } from '../../../core/api/types';
import { Texts } from '../../../core/language/texts';
import { FailureNotice } from '../../../shared/failure-notice';
import { Messages } from '../../../shared/messages';
import { Submissions } from '../services/submissions';

type State = 'seen' | 'waiting' | 'takenBack' | 'withheld' | 'notConsented';

/** Whether doctors see this picture, and the button that changes it. */
@Component({
  selector: 'lentigo-review-control',
  imports: [FailureNotice, MatButton, RouterLink, TranslocoPipe],
  template: `
    <p>{{ 'submissions.review.' + state() | transloco }}</p>
    <lentigo-failure [error]="failure()" />
    <div class="lentigo-actions">
      @switch (state()) {
        @case ('notConsented') {
          <a matButton="outlined" routerLink="/account" fragment="consents">
            {{ 'submissions.review.consents' | transloco }}
          </a>
        }
        @default {
          <!-- One button for both, so that it keeps the focus when its meaning changes. -->
          <button
            [matButton]="state() === 'withheld' ? 'filled' : 'outlined'"
            type="button"
            disabledInteractive
            [disabled]="busy()"
            (click)="give(withheld())"
          >
            {{ (withheld() ? 'submissions.review.give' : 'submissions.review.takeBack') | transloco }}
          </button>
        }
      }
    </div>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--lentigo-space-4);
    }
  `,
})
export class ReviewControl {
  readonly #submissions = inject(Submissions);
  readonly #messages = inject(Messages);
  readonly #texts = inject(Texts);

  readonly submission = input.required<Submission>();
  /** The submission as it is after the change. */
  readonly changed = output<Submission>();

  protected readonly busy = signal(false);
  protected readonly withheld = computed(() => this.submission().withheld);
  protected readonly failure = signal<Failure | null>(null);
  protected readonly state = computed<State>(() => {
    const { review, withheld } = this.submission();
    if (review && review.state !== 'waiting') {
      return withheld ? 'takenBack' : 'seen';
    }
    return withheld ? 'withheld' : review ? 'waiting' : 'notConsented';
  });

  protected async give(given: boolean): Promise<void> {
    // A button that keeps the focus while it is disabled can be pressed all the same.
    if (this.busy()) {
      return;
    }
    this.failure.set(null);
    this.busy.set(true);
    try {
      this.changed.emit(await this.#submissions.give(this.submission().id, given));
      this.#messages.show(this.#texts.text(given ? 'submissions.review.given' : 'submissions.review.back'));
    } catch (error) {
      this.failure.set(Failure.from(error));
    } finally {
      this.busy.set(false);
    }
  }
}
