import { Component, computed, DestroyRef, inject, input, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { Failure } from '../../../core/api/failure';
import { Submission } from '../../../core/api/types';
import { Texts } from '../../../core/language/texts';
import { PageTitle } from '../../../core/layout/page-title';
import { confirmed } from '../../../shared/confirm-dialog';
import { Empty } from '../../../shared/empty';
import { FailureNotice } from '../../../shared/failure-notice';
import { openForm } from '../../../shared/form-dialog';
import { Loading } from '../../../shared/loading';
import { Messages } from '../../../shared/messages';
import { Notice } from '../../../shared/notice';
import { oneAtATime } from '../../../shared/one-at-a-time';
import { LesionPlace, LesionTitle } from '../components/lesion-words';
import { PictureComparison } from '../components/picture-comparison';
import { Timeline } from '../components/timeline';
import { ComparedPicture } from '../services/comparison';
import { Lesion, LesionName, Lesions } from '../services/lesions';
import { OwnLesions } from '../services/own-lesions';

/** One spot: its pictures side by side, and all of them in the order of time. */
@Component({
  selector: 'lentigo-lesion-page',
  imports: [
    Empty,
    FailureNotice,
    LesionPlace,
    LesionTitle,
    Loading,
    MatButton,
    MatIcon,
    Notice,
    PictureComparison,
    RouterLink,
    Timeline,
    TranslocoPipe,
  ],
  templateUrl: './lesion-page.html',
  styleUrl: './lesion-page.scss',
})
export class LesionPage {
  readonly #lesions = inject(Lesions);
  readonly #own = inject(OwnLesions);
  readonly #dialogs = inject(MatDialog);
  readonly #router = inject(Router);
  readonly #messages = inject(Messages);
  readonly #texts = inject(Texts);

  /** From the address. */
  readonly id = input.required<string>();

  protected readonly lesion = resource({ params: () => this.id(), loader: ({ params }) => this.#lesions.get(params) });
  protected readonly pictures = resource({
    params: () => this.id(),
    loader: ({ params }) => this.#lesions.pictures(params),
  });
  /** One notice does for both. */
  protected readonly error = computed(() => this.lesion.error() ?? this.pictures.error());
  protected readonly compared = computed<readonly ComparedPicture[]>(() =>
    this.pictures.hasValue() ? this.pictures.value().map(comparedOf) : [],
  );
  protected readonly failure = signal<Failure | null>(null);
  protected readonly removing = signal(false);

  constructor() {
    const title = new LesionTitle();
    inject(PageTitle).showing(
      () => (this.lesion.hasValue() ? title.transform(this.lesion.value()) : undefined),
      inject(DestroyRef),
    );
  }

  protected reload(): void {
    this.lesion.reload();
    this.pictures.reload();
  }

  protected readonly edit = oneAtATime(async (lesion: LesionName): Promise<void> => {
    const { LesionDialog } = await import('../components/lesion-dialog');
    const dialog = openForm<unknown, LesionName, Lesion>(this.#dialogs, LesionDialog, { data: lesion });
    const changed = await firstValueFrom(dialog.afterClosed());
    if (changed) {
      this.lesion.set(changed);
      this.#messages.show(this.#texts.text('lesions.page.saved'));
    }
  });

  protected async remove(lesion: LesionName): Promise<void> {
    const question = {
      title: this.#texts.text('lesions.page.deleteTitle'),
      text: this.#texts.text('lesions.page.deleteText'),
      act: this.#texts.text('lesions.page.delete'),
    };
    if (this.removing() || !(await confirmed(this.#dialogs, question))) {
      return;
    }
    this.failure.set(null);
    this.removing.set(true);
    try {
      await this.#lesions.remove(lesion.id);
      this.#own.drop(lesion.id);
      await this.#router.navigateByUrl('/spots');
      this.#messages.show(this.#texts.text('lesions.page.deleted'));
    } catch (error) {
      this.failure.set(Failure.from(error));
    } finally {
      this.removing.set(false);
    }
  }
}

function comparedOf({ id, created, class: condition, risk, urgent, review }: Submission): ComparedPicture {
  const address = `/submissions/${id}`;
  return {
    id,
    created,
    class: condition,
    risk,
    urgent,
    word: review?.class ?? null,
    picture: `${address}/image`,
    thumbnail: `${address}/thumbnail`,
  };
}
