import { PercentPipe } from '@angular/common';
import { Component, computed, DestroyRef, effect, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { Router } from '@angular/router';
import { Subscription } from 'rxjs';

import { Failure } from '../../../core/api/failure';
import { FailureNotice } from '../../../shared/failure-notice';
import { Notice } from '../../../shared/notice';
import { PictureChooser } from '../components/picture-chooser';
import { canPreview, refusalOf } from '../services/picture-file';
import { AssessmentProgress, Submissions } from '../services/submissions';

/** Choose a picture, look at it, have it assessed. The picture stays chosen whatever goes wrong. */
@Component({
  selector: 'lentigo-assess-page',
  imports: [FailureNotice, MatButton, MatIcon, MatProgressBar, Notice, PercentPipe, PictureChooser],
  templateUrl: './assess-page.html',
  styleUrl: './assess-page.scss',
})
export class AssessPage {
  readonly #submissions = inject(Submissions);
  readonly #router = inject(Router);
  readonly #destroyed = inject(DestroyRef);
  readonly #forced = signal(false);
  #sending: Subscription | null = null;

  protected readonly picture = signal<File | null>(null);
  protected readonly preview = signal<string | null>(null);
  protected readonly progress = signal<AssessmentProgress | null>(null);
  protected readonly failure = signal<Failure | null>(null);

  /** The server read the picture and would rather not assess it; a person may insist. */
  protected readonly turnedAway = computed(() => this.failure()?.status === 422);
  /** Whether insisting can help: a picture that is too small cannot be assessed whatever one wishes. */
  protected readonly canInsist = computed(
    () => this.turnedAway() && !this.#forced() && this.failure()?.code !== 'too_small',
  );
  /** What the server said of the picture beyond the sentence itself. */
  protected readonly reasons = computed(() => {
    const failure = this.failure();
    return (failure?.details ?? [])
      .map((detail) => detail.message)
      .filter((message) => !failure?.message.includes(message));
  });

  constructor() {
    effect((onCleanup) => {
      const picture = this.picture();
      const address = picture && canPreview(picture) ? URL.createObjectURL(picture) : null;
      this.preview.set(address);
      onCleanup(() => address && URL.revokeObjectURL(address));
    });
  }

  protected choose(picture: File): void {
    this.#stop();
    const refusal = refusalOf(picture);
    this.failure.set(refusal ? new Failure(refusal) : null);
    this.picture.set(refusal ? null : picture);
  }

  protected startOver(): void {
    this.#stop();
    this.failure.set(null);
    this.picture.set(null);
  }

  protected assess(force = false): void {
    const picture = this.picture();
    if (!picture) {
      return;
    }
    this.#forced.set(force);
    this.failure.set(null);
    this.progress.set({ step: 'sending', sent: 0 });
    this.#sending = this.#submissions
      .assess(picture, force)
      .pipe(takeUntilDestroyed(this.#destroyed))
      .subscribe({
        next: (progress) => this.#follow(progress),
        error: (error: unknown) => {
          this.progress.set(null);
          this.failure.set(Failure.from(error));
        },
      });
  }

  #follow(progress: AssessmentProgress): void {
    this.progress.set(progress);
    if (progress.step === 'done') {
      void this.#router.navigate(['/history', progress.submission.id]);
    }
  }

  #stop(): void {
    this.#sending?.unsubscribe();
    this.#sending = null;
    this.progress.set(null);
  }
}
