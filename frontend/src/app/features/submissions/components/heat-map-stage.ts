import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { SecurePicture } from './secure-picture';

/** A picture with the heat map over it. */
@Component({
  selector: 'lentigo-heat-map-stage',
  imports: [SecurePicture, TranslocoPipe],
  template: `
    <lentigo-secure-picture [path]="picture()" [alt]="alt()" />
    <lentigo-secure-picture
      class="heat-map"
      [alt]="'submissions.heatMap.alt' | transloco"
      [path]="heatMap()"
      [style.opacity]="strength()"
    />
  `,
  styles: `
    :host {
      position: relative;
      display: block;
      inline-size: 100%;
      margin-inline: auto;
      overflow: hidden;
      border-radius: var(--lentigo-radius-small);
    }

    lentigo-secure-picture {
      position: absolute;
      inset: 0;
    }

    .heat-map {
      background: none;
    }
  `,
  host: { '[style.aspect-ratio]': 'shape()', '[style.max-inline-size]': 'widest()' },
})
export class HeatMapStage {
  /** Where the picture is, and what it shows. */
  readonly picture = input.required<string>();
  readonly alt = input.required<string>();
  readonly heatMap = input.required<string>();
  /** Of the picture, in pixels: its place is kept until it is there. */
  readonly size = input.required<{ readonly width: number; readonly height: number }>();
  /** A length of CSS. */
  readonly highest = input.required<string>();
  /** Of the heat map, from 0 to 1. */
  readonly strength = input.required<number>();

  protected readonly shape = computed(() => `${this.size().width} / ${this.size().height}`);
  protected readonly widest = computed(() => `calc(${this.highest()} * ${this.shape()})`);
}
