import { Component, input, model } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { HeatMapStage } from '../../submissions/components/heat-map-stage';
import { HeatMapStrength } from '../../submissions/components/heat-map-strength';
import { Case } from '../services/reviews';

/** The picture of a case with the heat map over it; how strong it is stays from case to case. */
@Component({
  selector: 'lentigo-case-picture',
  imports: [HeatMapStage, HeatMapStrength, TranslocoPipe],
  // No higher than what is left of the screen, so that picture, slider and answer are seen at once.
  template: `
    <lentigo-heat-map-stage
      highest="clamp(16rem, 100dvh - 21rem, 46rem)"
      [picture]="case().image_url"
      [alt]="'reviews.case.picture' | transloco: { id: case().id }"
      [heatMap]="case().heatmap_url"
      [size]="case()"
      [strength]="strength()"
    />
    <lentigo-heat-map-strength [(strength)]="strength" />
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--lentigo-space-1);
    }
  `,
})
export class CasePicture {
  readonly case = input.required<Case>();
  readonly strength = model.required<number>();
}
