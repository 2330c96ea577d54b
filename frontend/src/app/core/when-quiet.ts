/** Do something that can wait: when the first page has been loaded and the browser has nothing better to do. */
export function whenQuiet(work: () => void): void {
  // Not in every browser.
  const idle = (globalThis as Partial<typeof globalThis>).requestIdleCallback;
  const begin = (): void => {
    if (idle) {
      idle(work, { timeout: 5000 });
    } else {
      setTimeout(work, 500);
    }
  };
  if (document.readyState === 'complete') {
    begin();
  } else {
    addEventListener('load', begin, { once: true });
  }
}
