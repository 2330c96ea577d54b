import { Observable } from 'rxjs';

/**
 * Do what only one page of this device may do at a time, such as sending what waits for all of them.
 *
 * Whoever unsubscribes gives up the turn, also while still waiting for it. A browser without locks, or a page without
 * https, does the work at once.
 */
export function onePageAtATime<T>(name: string, work: Observable<T>): Observable<T> {
  const locks = (globalThis.navigator as Partial<Navigator>).locks;
  if (!locks) {
    return work;
  }
  return new Observable((subscriber) => {
    const waiting = new AbortController();
    const turn = (): Promise<void> =>
      new Promise<void>((over) => {
        subscriber.add(() => over());
        work.subscribe(subscriber);
      });
    locks.request(name, { signal: waiting.signal }, turn).catch((error: unknown) => subscriber.error(error));
    return () => waiting.abort();
  });
}
