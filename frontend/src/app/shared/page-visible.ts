import { DOCUMENT, inject, Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { fromEvent, map } from 'rxjs';

/** Whether somebody may be looking at the page: it is neither behind another tab nor minimised. */
export function pageVisible(): Signal<boolean> {
  const document = inject(DOCUMENT);
  const visible = (): boolean => document.visibilityState === 'visible';
  return toSignal(fromEvent(document, 'visibilitychange').pipe(map(visible)), { initialValue: visible() });
}
