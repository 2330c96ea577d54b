import { Component, DestroyRef, ElementRef, inject, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatProgressBar } from '@angular/material/progress-bar';
import { TranslocoPipe } from '@jsverse/transloco';
import { Subscription } from 'rxjs';

import { Failure } from '../../../core/api/failure';
import { Figure } from '../../../core/language/formats';
import { Texts } from '../../../core/language/texts';
import { FailureNotice } from '../../../shared/failure-notice';
import { Messages } from '../../../shared/messages';
import { saveAs } from '../../submissions/services/save-as';
import { Privacy } from '../services/privacy';

/** Downloads everything that is kept of the person. */
@Component({
  selector: 'lentigo-data-copy',
  imports: [FailureNotice, Figure, MatButton, MatIcon, MatProgressBar, TranslocoPipe],
  template: `
    <p>{{ 'account.export.text' | transloco }}</p>
    <lentigo-failure [error]="failure()" />
    @if (bytes() !== null) {
      <p role="status">
        {{ 'account.export.busy' | transloco: { megabytes: ((bytes() ?? 0) / 1e6 | figure: 1) } }}
      </p>
      <mat-progress-bar mode="indeterminate" [attr.aria-label]="'account.export.progress' | transloco" />
    }
    <div class="lentigo-actions">
      <!-- It stays while the copy comes: it has the focus. -->
      <button
        #opener
        matButton="outlined"
        type="button"
        disabledInteractive
        [disabled]="bytes() !== null"
        (click)="download()"
      >
        <mat-icon svgIcon="download" aria-hidden="true" />
        {{ 'account.export.act' | transloco }}
      </button>
      @if (bytes() !== null) {
        <button #stop matButton type="button" (click)="cancel()">{{ 'account.export.cancel' | transloco }}</button>
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
export class DataCopy {
  readonly #privacy = inject(Privacy);
  readonly #messages = inject(Messages);
  readonly #texts = inject(Texts);
  private readonly opener = viewChild.required<unknown, ElementRef<HTMLElement>>('opener', { read: ElementRef });
  private readonly stop = viewChild<unknown, ElementRef<HTMLElement>>('stop', { read: ElementRef });
  #coming: Subscription | null = null;

  protected readonly bytes = signal<number | null>(null);
  protected readonly failure = signal<Failure | null>(null);

  constructor() {
    inject(DestroyRef).onDestroy(() => this.#coming?.unsubscribe());
  }

  protected download(): void {
    // The button keeps the focus while it is disabled, and can be pressed all the same.
    if (this.bytes() !== null) {
      return;
    }
    this.failure.set(null);
    this.bytes.set(0);
    this.#coming = this.#privacy.copy().subscribe({
      next: (progress) => {
        if (progress.step === 'coming') {
          this.bytes.set(progress.bytes);
        } else {
          this.#end();
          saveAs(progress.file, progress.name);
          this.#messages.show(this.#texts.text('account.export.done'));
        }
      },
      error: (error: unknown) => {
        this.#end();
        this.failure.set(Failure.from(error));
      },
    });
  }

  protected cancel(): void {
    this.#coming?.unsubscribe();
    this.#end();
  }

  #end(): void {
    // The button that cancels goes, but not with the focus.
    if (this.stop()?.nativeElement === document.activeElement) {
      this.opener().nativeElement.focus();
    }
    this.bytes.set(null);
  }
}
