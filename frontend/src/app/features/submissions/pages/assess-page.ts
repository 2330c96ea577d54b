import { Component, computed, effect, ElementRef, inject, input, untracked, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Connection } from '../../../core/connection/connection';
import { Figure } from '../../../core/language/formats';
import { keepFocus } from '../../../shared/keep-focus';
import { Notice } from '../../../shared/notice';
import { LesionField } from '../../lesions/components/lesion-field';
import { ChosenLesion } from '../../lesions/services/chosen-lesion';
import { PictureChooser } from '../components/picture-chooser';
import { UploadCard } from '../components/upload-card';
import { underWay } from '../services/upload';
import { Uploads } from '../services/uploads';

/** Choose pictures, see how far each has come; one alone leads straight to its result. */
@Component({
  selector: 'lentigo-assess-page',
  imports: [Figure, LesionField, MatButton, MatIcon, Notice, PictureChooser, RouterLink, TranslocoPipe, UploadCard],
  templateUrl: './assess-page.html',
  styleUrl: './assess-page.scss',
})
export class AssessPage {
  readonly #router = inject(Router);
  protected readonly connection = inject(Connection);
  protected readonly uploads = inject(Uploads);

  /** From the address: the followed spot that the pictures show. */
  readonly spot = input<string>();

  protected readonly single = computed(() => (this.uploads.all().length === 1 ? this.uploads.all()[0] : undefined));
  protected readonly begun = computed(() =>
    this.uploads.all().some((one) => underWay(one) || one.state.step === 'done'),
  );
  readonly #count = computed(() => this.uploads.all().length);
  private readonly top = viewChild.required<ElementRef<HTMLElement>>('top');
  private readonly heading = viewChild<ElementRef<HTMLElement>>('heading');

  constructor() {
    // Whoever takes a picture away, or all that are done, goes on from the top of what is left.
    keepFocus(this.#count, () => (this.heading() ?? this.top()).nativeElement);
    // What was finished while one looked at another page stands in the history.
    this.uploads.clearDone();
    const { id: lesion } = inject(ChosenLesion);
    if (this.uploads.ready().length === 0) {
      // What was chosen for pictures that are gone is no choice for others.
      lesion.set(null);
    }
    effect(() => {
      const spot = this.spot();
      if (spot) {
        lesion.set(spot);
      }
    });
    let alone: string | undefined;
    effect(() => {
      const upload = this.single();
      if (upload?.state.step === 'done' && alone === upload.id) {
        const { submission } = upload.state;
        untracked(() => this.uploads.remove(upload.id));
        void this.#router.navigate(['/history', submission.id]);
      }
      // One that is left over of several stays, so that its result is not mistaken for that of another.
      alone = this.uploads.all().length > 1 ? undefined : (upload?.id ?? alone);
    });
  }

  protected startAll(): void {
    this.uploads.startAll();
    // The button that was pressed is gone.
    this.heading()?.nativeElement.focus();
  }
}
