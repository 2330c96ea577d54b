import { effect, ElementRef, signal, Signal } from '@angular/core';

/** Whether an element is on the screen; as if it were, where the browser cannot tell. */
export function inView(element: Signal<ElementRef<Element> | undefined>): Signal<boolean> {
  const inside = signal(false);
  effect((onCleanup) => {
    const watched = element()?.nativeElement;
    if (!('IntersectionObserver' in globalThis)) {
      inside.set(watched !== undefined);
      onCleanup(() => inside.set(false));
    } else if (watched) {
      const observer = new IntersectionObserver((entries) => inside.set(entries.at(-1)?.isIntersecting ?? false));
      observer.observe(watched);
      onCleanup(() => {
        observer.disconnect();
        inside.set(false);
      });
    }
  });
  return inside.asReadonly();
}
