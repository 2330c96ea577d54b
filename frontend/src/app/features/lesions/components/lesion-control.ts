import { Component, computed, ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { Failure } from '../../../core/api/failure';
import { Submission } from '../../../core/api/types';
import { Texts } from '../../../core/language/texts';
import { FailureNotice } from '../../../shared/failure-notice';
import { openForm } from '../../../shared/form-dialog';
import { keepFocus } from '../../../shared/keep-focus';
import { Messages } from '../../../shared/messages';
import { oneAtATime } from '../../../shared/one-at-a-time';
import { Lesion, Lesions } from '../services/lesions';
import type { Chosen } from './choose-lesion-dialog';
import { LesionPlace, LesionTitle } from './lesion-words';

/** Which spot a picture shows, and the buttons that change it. */
@Component({
  selector: 'lentigo-lesion-control',
  imports: [FailureNotice, LesionPlace, LesionTitle, MatButton, RouterLink, TranslocoPipe],
  template: `
    @if (lesion(); as lesion) {
      <p>
        <a [routerLink]="['/spots', lesion.id]"
          ><bdi>{{ lesion | lesionTitle }}</bdi></a
        >
        @if (lesion.name) {
          <br />{{ lesion | lesionPlace }}
        }
      </p>
    } @else {
      <p>{{ 'lesions.control.none' | transloco }}</p>
    }
    <lentigo-failure [error]="failure()" />
    <div class="lentigo-actions">
      <button #chooser matButton="outlined" type="button" disabledInteractive [disabled]="busy()" (click)="choose()">
        {{ (lesion() ? 'lesions.control.another' : 'lesions.control.choose') | transloco }}
      </button>
      @if (lesion()) {
        <button matButton type="button" disabledInteractive [disabled]="busy()" (click)="place(null)">
          {{ 'lesions.control.takeOff' | transloco }}
        </button>
      }
    </div>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--lentigo-space-4);
    }

    /* A name may be one long word. */
    a {
      overflow-wrap: anywhere;
    }
  `,
})
export class LesionControl {
  readonly #lesions = inject(Lesions);
  readonly #dialogs = inject(MatDialog);
  readonly #messages = inject(Messages);
  readonly #texts = inject(Texts);

  readonly submission = input.required<Submission>();
  /** The submission as it is after the change. */
  readonly changed = output<Submission>();

  protected readonly lesion = computed(() => this.submission().lesion);
  protected readonly busy = signal(false);
  protected readonly failure = signal<Failure | null>(null);
  private readonly chooser = viewChild.required<string, ElementRef<HTMLElement>>('chooser', { read: ElementRef });

  constructor() {
    // Whoever takes the picture off its spot goes on beside the button that is gone.
    keepFocus(this.lesion, () => this.chooser().nativeElement);
  }

  protected readonly choose = oneAtATime(async (): Promise<void> => {
    if (this.busy()) {
      return;
    }
    const { ChooseLesionDialog } = await import('./choose-lesion-dialog');
    const dialog = this.#dialogs.open<unknown, string | null, Chosen>(ChooseLesionDialog, {
      data: this.lesion()?.id ?? null,
      width: '30rem',
      // The list is not there yet: from the dialog itself one comes to its first entry, and not past it.
      autoFocus: 'dialog',
      // Another page is no place for it, as when the session has ended.
      closeOnNavigation: 'url-change',
    });
    const chosen = await firstValueFrom(dialog.afterClosed());
    const id = chosen === 'new' ? (await this.#begin())?.id : chosen?.id;
    if (id !== undefined && id !== this.lesion()?.id) {
      await this.place(id);
    }
  });

  protected async place(id: string | null): Promise<void> {
    // A button that keeps the focus while it is disabled can be pressed all the same.
    if (this.busy()) {
      return;
    }
    this.failure.set(null);
    this.busy.set(true);
    try {
      this.changed.emit(await this.#lesions.place(this.submission().id, id));
      this.#messages.show(this.#texts.text(id === null ? 'lesions.control.takenOff' : 'lesions.control.placed'));
    } catch (error) {
      this.failure.set(Failure.from(error));
    } finally {
      this.busy.set(false);
    }
  }

  async #begin(): Promise<Lesion | undefined> {
    const { LesionDialog } = await import('./lesion-dialog');
    const dialog = openForm<unknown, null, Lesion>(this.#dialogs, LesionDialog, { data: null });
    return firstValueFrom(dialog.afterClosed());
  }
}
