import { ApplicationRef } from '@angular/core';

/**
 * Do something that can wait: when the first page is there, whatever it needs included, and the browser has nothing better
 * to do. Being idle is not enough: so is a browser that waits for the first page's own files on a slow line.
 */
export function whenQuiet(app: ApplicationRef, work: () => void): void {
  // Not in every browser.
  const idle = (globalThis as Partial<typeof globalThis>).requestIdleCallback;
  const begin = (): void => {
    if (idle) {
      idle(work, { timeout: 5000 });
    } else {
      setTimeout(work, 500);
    }
  };
  // It is stable when the first route and the first requests have ended, well or not.
  void app.whenStable().then(() => {
    if (document.readyState === 'complete') {
      begin();
    } else {
      addEventListener('load', begin, { once: true });
    }
  });
}
