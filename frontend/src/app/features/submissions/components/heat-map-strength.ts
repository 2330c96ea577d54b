import { Component, inject, model } from '@angular/core';
import { MatSliderModule } from '@angular/material/slider';
import { TranslocoPipe } from '@jsverse/transloco';

import { percentage } from '../../../core/language/formats';
import { Languages } from '../../../core/language/languages';

/** Makes the heat map over a picture as strong as one likes. */
@Component({
  selector: 'lentigo-heat-map-strength',
  imports: [MatSliderModule, TranslocoPipe],
  template: `
    <span id="heat-map-label">{{ 'submissions.heatMap.title' | transloco }}</span>
    <div class="scale">
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
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0 var(--lentigo-space-4);
    }

    /* The figure stays beside its slider; where there is too little room, both go below the label. */
    .scale {
      display: flex;
      flex: 1 1 10rem;
      align-items: center;
      gap: var(--lentigo-space-3);
      min-inline-size: 0;
    }

    mat-slider {
      --mat-slider-inactive-track-color: var(--mat-sys-outline);

      flex: 1;
      min-inline-size: 3rem;
    }

    .figure {
      min-inline-size: 3.25rem;
      font-variant-numeric: tabular-nums;
      text-align: end;
    }
  `,
})
export class HeatMapStrength {
  readonly #languages = inject(Languages);
  readonly strength = model.required<number>();

  protected readonly asPercent = (value: number): string => percentage(value * 100, this.#languages.current().locale);
}
