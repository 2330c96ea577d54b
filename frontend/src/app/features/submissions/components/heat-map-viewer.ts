import { Component, computed, inject, input, signal } from '@angular/core';
import { MatSliderModule } from '@angular/material/slider';
import { TranslocoPipe } from '@jsverse/transloco';

import { Submission } from '../../../core/api/types';
import { percentage } from '../../../core/language/formats';
import { Languages } from '../../../core/language/languages';
import { SecurePicture } from './secure-picture';

/** The picture with the heat map over it, as strong as one likes. */
@Component({
  selector: 'lentigo-heat-map-viewer',
  imports: [MatSliderModule, SecurePicture, TranslocoPipe],
  templateUrl: './heat-map-viewer.html',
  styleUrl: './heat-map-viewer.scss',
})
export class HeatMapViewer {
  readonly #languages = inject(Languages);
  readonly submission = input.required<Submission>();

  protected readonly strength = signal(0.5);
  protected readonly picturePath = computed(() => `/submissions/${this.submission().id}/image`);
  protected readonly heatMapPath = computed(() => `/submissions/${this.submission().id}/heatmap`);
  /** No higher than 28rem, so that the slider stays in view. */
  protected readonly widest = computed(() => (28 * this.submission().width) / this.submission().height);
  protected readonly shape = computed(() => `${this.submission().width} / ${this.submission().height}`);
  protected readonly asPercent = (value: number): string => percentage(value * 100, this.#languages.current().locale);
}
