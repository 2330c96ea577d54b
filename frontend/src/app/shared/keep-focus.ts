import { afterRenderEffect, effect, ElementRef, inject } from '@angular/core';

/**
 * Give the focus to something else in this component when what had it there is drawn no more.
 *
 * @param changed Reads the signals by which the component is drawn anew.
 * @param heir What takes the focus then.
 */
export function keepFocus(changed: () => unknown, heir: () => HTMLElement | undefined): void {
  const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  let within = false;
  // Asked before it is drawn anew, and answered after it.
  effect(() => {
    changed();
    within = host.contains(document.activeElement);
  });
  afterRenderEffect(() => {
    changed();
    if (within && document.activeElement === document.body) {
      heir()?.focus({ preventScroll: true });
    }
  });
}
