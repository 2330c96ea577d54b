import { Component, computed, ElementRef, inject, input, model } from '@angular/core';

import { SecurePicture } from '../../submissions/components/secure-picture';
import { drawnAside, View } from '../services/view';

const STEP = 0.1;
const STEPS: Readonly<Record<string, readonly [right: number, down: number]>> = {
  ArrowLeft: [STEP, 0],
  ArrowRight: [-STEP, 0],
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
};

/** A whole picture, or a part of it drawn larger, which is moved by the pointer or the arrow keys. */
@Component({
  selector: 'lentigo-zoom-picture',
  imports: [SecurePicture],
  template: `<lentigo-secure-picture
    whole
    [path]="path()"
    [alt]="alt()"
    [style.transform]="scale()"
    [style.transform-origin]="origin()"
  />`,
  styles: `
    :host {
      display: block;
      aspect-ratio: 1;
      overflow: hidden;
      border-radius: var(--lentigo-radius-small);
      background: var(--mat-sys-surface-container-high);
    }

    :host(.larger) {
      cursor: grab;
      /* One finger moves the picture and not the page. */
      touch-action: pinch-zoom;
    }

    lentigo-secure-picture {
      block-size: 100%;
    }
  `,
  host: {
    '[class.larger]': 'larger()',
    '[attr.tabindex]': 'larger() ? 0 : null',
    '[attr.role]': "larger() ? 'group' : null",
    '[attr.aria-label]': 'larger() ? hint() : null',
    '(keydown)': 'walk($event)',
    '(pointerdown)': 'grab($event)',
    '(pointermove)': 'drag($event)',
    '(pointerup)': 'release()',
    '(pointercancel)': 'release()',
    '(dragstart)': '$event.preventDefault()',
  },
})
export class ZoomPicture {
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  readonly path = input.required<string>();
  readonly alt = input.required<string>();
  /** What is read out where a part is shown, and can be moved. */
  readonly hint = input.required<string>();
  readonly view = model.required<View>();

  protected readonly larger = computed(() => this.view().zoom > 1);
  protected readonly scale = computed(() => `scale(${this.view().zoom})`);
  protected readonly origin = computed(() => `${this.view().x * 100}% ${this.view().y * 100}%`);
  #held: { readonly x: number; readonly y: number } | null = null;

  protected walk(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step && this.larger() && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.view.update((view) => drawnAside(view, ...step));
    }
  }

  protected grab(event: PointerEvent): void {
    if (this.larger() && event.isPrimary && event.button === 0) {
      this.#host.setPointerCapture(event.pointerId);
      this.#held = { x: event.clientX, y: event.clientY };
    }
  }

  protected drag(event: PointerEvent): void {
    const held = this.#held;
    if (held && event.isPrimary) {
      const { clientX: x, clientY: y } = event;
      const { clientWidth: width, clientHeight: height } = this.#host;
      this.#held = { x, y };
      this.view.update((view) => drawnAside(view, (x - held.x) / width, (y - held.y) / height));
    }
  }

  protected release(): void {
    this.#held = null;
  }
}
