import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { MatSliderModule } from '@angular/material/slider';
import { TranslocoPipe } from '@jsverse/transloco';

import { Day, Figure } from '../../../core/language/formats';
import { Texts } from '../../../core/language/texts';
import { ConditionName } from '../../../shared/condition-name';
import { RiskChip } from '../../submissions/components/risk-chip';
import { Choice, ComparedPicture, firstChoice, pairOf, pressed } from '../services/comparison';
import { MOST_ZOOM, WHOLE } from '../services/view';
import { PictureStrip } from './picture-strip';
import { SpanBetween } from './span-between';
import { ZoomPicture } from './zoom-picture';

/** Two pictures of a spot side by side, with the time between them; both show the same part, as large as one likes. */
@Component({
  selector: 'lentigo-picture-comparison',
  imports: [
    ConditionName,
    Day,
    Figure,
    MatSliderModule,
    PictureStrip,
    RiskChip,
    SpanBetween,
    TranslocoPipe,
    ZoomPicture,
  ],
  templateUrl: './picture-comparison.html',
  styleUrl: './picture-comparison.scss',
})
export class PictureComparison {
  readonly #texts = inject(Texts);
  readonly #figure = new Figure();

  /** The earliest first. */
  readonly pictures = input.required<readonly ComparedPicture[]>();
  /** Number of the picture that is always compared; null where any two are. */
  readonly kept = input<number | null>(null);

  protected readonly choice = linkedSignal<{ pictures: readonly ComparedPicture[]; kept: number | null }, Choice>({
    source: () => ({ pictures: this.pictures(), kept: this.kept() }),
    // Fetched anew, the same two stay, if both are there still.
    computation: ({ pictures, kept }, before) =>
      before && before.source.kept === kept && pairOf(pictures, before.value)
        ? before.value
        : firstChoice(pictures, kept),
  });
  protected readonly pair = computed(() => pairOf(this.pictures(), this.choice()));
  protected readonly view = signal(WHOLE);
  protected readonly most = MOST_ZOOM;

  protected readonly asTimes = (zoom: number): string =>
    this.#texts.text('lesions.compare.times', { zoom: this.#figure.transform(zoom) });

  protected press(id: number): void {
    this.choice.update((choice) => pressed(choice, id, this.kept()));
  }

  protected enlarge(zoom: number): void {
    this.view.update((view) => ({ ...view, zoom }));
  }
}
