import { afterNextRender, Component, computed, ElementRef, inject, Injector, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { Figure } from '../../../core/language/formats';
import { Empty } from '../../../shared/empty';
import { FailureNotice } from '../../../shared/failure-notice';
import { openForm } from '../../../shared/form-dialog';
import { Loading } from '../../../shared/loading';
import { oneAtATime } from '../../../shared/one-at-a-time';
import { HistoryTabs } from '../components/history-tabs';
import { LesionRow } from '../components/lesion-row';
import { Lesion } from '../services/lesions';
import { OwnLesions } from '../services/own-lesions';

/** So many are drawn at first: each has a picture to be fetched. */
const PART = 24;

/** The spots that a person follows over time, newest first. */
@Component({
  selector: 'lentigo-lesions-page',
  imports: [Empty, FailureNotice, Figure, HistoryTabs, LesionRow, Loading, MatButton, MatIcon, TranslocoPipe],
  templateUrl: './lesions-page.html',
  styleUrl: './lesions-page.scss',
})
export class LesionsPage {
  readonly #dialogs = inject(MatDialog);
  readonly #router = inject(Router);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #injector = inject(Injector);
  protected readonly own = inject(OwnLesions);

  protected readonly part = PART;
  readonly #drawn = signal(PART);
  protected readonly all = computed(() => this.own.all() ?? []);
  protected readonly shown = computed(() => this.all().slice(0, this.#drawn()));

  constructor() {
    void this.own.refresh();
  }

  protected more(): void {
    const before = this.shown().length;
    this.#drawn.update((drawn) => drawn + PART);
    // Whoever works by keyboard goes on with the first new one; the button may be gone.
    afterNextRender(
      () => this.#host.nativeElement.querySelector<HTMLElement>(`li:nth-child(${before + 1}) a`)?.focus(),
      { injector: this.#injector },
    );
  }

  protected readonly add = oneAtATime(async (): Promise<void> => {
    const { LesionDialog } = await import('../components/lesion-dialog');
    const dialog = openForm<unknown, null, Lesion>(this.#dialogs, LesionDialog, { data: null });
    const added = await firstValueFrom(dialog.afterClosed());
    if (added) {
      await this.#router.navigate(['/spots', added.id]);
    }
  });
}
