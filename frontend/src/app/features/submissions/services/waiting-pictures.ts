import { Injectable } from '@angular/core';

import { WAITING_DATABASE } from '../../../core/session/waiting-database';

/** A picture that was chosen without a network, as it lies on the device. */
export interface WaitingPicture {
  /** That of its upload: a page that was closed before it could note the answer sends it again under the same key. */
  readonly id: string;
  /** The account whose it is; nobody else's page ever shows or sends it. */
  readonly owner: string;
  readonly file: File;
  readonly force: boolean;
  /** The followed spot that it shows; there is none where a page of an earlier build has kept it. */
  readonly lesion?: string | null;
  /** When it was chosen, in milliseconds since 1970. */
  readonly chosen: number;
}

export const MOST_WAITING = 20;

const STORE = 'pictures';

/** Pictures that wait on this device for a network; gone as soon as their person signs out, or another one is here. */
@Injectable({ providedIn: 'root' })
export class WaitingPictures {
  /** Those of one person, the earliest first; those of anybody else are deleted. */
  of(owner: string): Promise<WaitingPicture[]> {
    return this.#open(async (store) => {
      const all = await done(store.getAll() as IDBRequest<WaitingPicture[]>);
      all.filter((one) => one.owner !== owner).forEach((one) => store.delete(one.id));
      return all.filter((one) => one.owner === owner).sort((a, b) => a.chosen - b.chosen);
    });
  }

  /** Keep one; false when as many as may be wait already. */
  put(picture: WaitingPicture): Promise<boolean> {
    return this.#open(async (store) => {
      if ((await done(store.count())) >= MOST_WAITING) {
        return false;
      }
      await done(store.put(picture));
      return true;
    });
  }

  /** Whether it waits still: another page may have sent it. */
  async has(id: string): Promise<boolean> {
    return (await this.#open((store) => done(store.count(id)))) > 0;
  }

  remove(id: string): Promise<void> {
    return this.#open((store) => done(store.delete(id)));
  }

  /**
   * A connection for each piece of work, so that none stands in the way of an erasure, here or in another tab. It is
   * asked for at once: the browser serves such requests in order, and nothing is written behind an erasure.
   */
  async #open<T>(work: (store: IDBObjectStore) => Promise<T>): Promise<T> {
    const request = indexedDB.open(WAITING_DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' });
    const database = await done(request);
    try {
      const transaction = database.transaction(STORE, 'readwrite');
      const finished = new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error ?? new Error('not kept'));
      });
      const result = await work(transaction.objectStore(STORE));
      await finished;
      return result;
    } finally {
      database.close();
    }
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the device refused'));
  });
}
