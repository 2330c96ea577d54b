import { BreakpointObserver } from '@angular/cdk/layout';
import { booleanAttribute, Component, computed, effect, ElementRef, inject, input, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoPipe } from '@jsverse/transloco';

import { Appearance } from '../../../core/appearance/appearance';
import { Figure } from '../../../core/language/formats';
import { Languages } from '../../../core/language/languages';
import { Figures } from '../services/series';
import { draw, Look } from './drawing';

/** Room that a lying bar takes, in rem. */
const LYING_REM = 2.25;

/** Numbers as bars, and the same numbers as a table for whoever reads rather than looks. */
@Component({
  selector: 'lentigo-figures-chart',
  imports: [Figure, TranslocoPipe],
  templateUrl: './figures-chart.html',
  styleUrl: './figures-chart.scss',
})
export class FiguresChart {
  readonly #languages = inject(Languages);
  readonly #appearance = inject(Appearance);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  // The system's own choice of light or dark, which no signal of the page's tells.
  readonly #system = toSignal(
    inject(BreakpointObserver).observe(['(prefers-color-scheme: dark)', '(prefers-contrast: more)']),
  );

  readonly title = input.required<string>();
  readonly figures = input.required<Figures>();
  /** Bars that lie, for labels that are words. */
  readonly lying = input(false, { transform: booleanAttribute });

  private readonly canvas = viewChild.required<ElementRef<HTMLCanvasElement>>('canvas');
  protected readonly height = computed(() => (this.lying() ? 4 + LYING_REM * this.figures().labels.length : 15));

  constructor() {
    effect((onCleanup) => {
      // Drawn anew for another language or appearance, because a canvas knows of neither.
      this.#appearance.current();
      this.#system();
      const look = this.#look();
      const canvas = this.canvas().nativeElement;
      if (canvas.getContext('2d') === null) {
        return;
      }
      const chart = draw(canvas, this.figures(), look);
      onCleanup(() => chart.destroy());
    });
  }

  #look(): Look {
    const { direction, locale } = this.#languages.current();
    return {
      lying: this.lying(),
      rtl: direction === 'rtl',
      locale,
      font: getComputedStyle(this.#host).fontFamily,
      colour: (property) => this.#resolved(property),
    };
  }

  /** A custom property may say `light-dark(…)`; what it comes to, only an element knows. */
  #resolved(property: string): string {
    const probe = document.createElement('span');
    probe.style.color = `var(${property})`;
    this.#host.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }
}
