import { Component, computed, input, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Submission } from '../../../core/api/types';
import { HeatMapStage } from './heat-map-stage';
import { HeatMapStrength } from './heat-map-strength';

/** The picture with the heat map over it, as strong as one likes, and how to read it. */
@Component({
  selector: 'lentigo-heat-map-viewer',
  imports: [HeatMapStage, HeatMapStrength, TranslocoPipe],
  // No higher than 28rem, so that the slider stays in view.
  template: `
    <figure>
      <lentigo-heat-map-stage
        highest="28rem"
        [picture]="picturePath()"
        [alt]="'submissions.heatMap.picture' | transloco"
        [heatMap]="heatMapPath()"
        [size]="submission()"
        [strength]="strength()"
      />
      <figcaption><lentigo-heat-map-strength [(strength)]="strength" /></figcaption>
    </figure>
    <p class="lentigo-quiet">
      {{ 'submissions.heatMap.text' | transloco }}
    </p>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--lentigo-space-3);
    }

    figure {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--lentigo-space-2);
      margin: 0;
    }

    p {
      font: var(--mat-sys-body-small);
    }
  `,
})
export class HeatMapViewer {
  readonly submission = input.required<Submission>();

  protected readonly strength = signal(0.5);
  protected readonly picturePath = computed(() => `/submissions/${this.submission().id}/image`);
  protected readonly heatMapPath = computed(() => `/submissions/${this.submission().id}/heatmap`);
}
