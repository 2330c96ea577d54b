import { Component, computed, inject, input, model } from '@angular/core';
import { MatSliderModule } from '@angular/material/slider';
import { TranslocoPipe } from '@jsverse/transloco';

import { percentage } from '../../../core/language/formats';
import { Languages } from '../../../core/language/languages';
import { SecurePicture } from '../../submissions/components/secure-picture';
import { Case } from '../services/reviews';

/** The picture of a case with the heat map over it; how strong it is stays from case to case. */
@Component({
  selector: 'lentigo-case-picture',
  imports: [MatSliderModule, SecurePicture, TranslocoPipe],
  template: `
    <div class="stage" [style.aspect-ratio]="shape()" [style.max-inline-size]="widest()">
      <lentigo-secure-picture [path]="case().image_url" [alt]="'reviews.case.picture' | transloco: { id: case().id }" />
      <lentigo-secure-picture
        class="heat-map"
        [alt]="'submissions.heatMap.alt' | transloco"
        [path]="case().heatmap_url"
        [style.opacity]="strength()"
      />
    </div>
    <div class="strength">
      <span id="heat-map-label">{{ 'submissions.heatMap.title' | transloco }}</span>
      <mat-slider min="0" max="1" step="0.05" discrete [displayWith]="asPercent">
        <input
          matSliderThumb
          aria-labelledby="heat-map-label"
          [attr.aria-valuetext]="asPercent(strength())"
          [value]="strength()"
          (valueChange)="strength.set($event)"
        />
      </mat-slider>
      <span class="figure">{{ asPercent(strength()) }}</span>
    </div>
  `,
  styleUrl: './case-picture.scss',
})
export class CasePicture {
  readonly #languages = inject(Languages);
  readonly case = input.required<Case>();
  readonly strength = model.required<number>();

  protected readonly shape = computed(() => `${this.case().width} / ${this.case().height}`);
  /** No higher than what is left of the screen, so that picture, slider and answer are seen at once. */
  protected readonly widest = computed(
    () => `calc(clamp(16rem, 100dvh - 21rem, 46rem) * ${this.case().width / this.case().height})`,
  );
  protected readonly asPercent = (value: number): string => percentage(value * 100, this.#languages.current().locale);
}
