import { computed, Injectable, signal } from '@angular/core';

import { serverAddress } from '../api/server-address';

const FIRST_MS = 3000;
const LAST_MS = 30_000;

/** Whether the device has a network, and whether the server answers through it. */
@Injectable({ providedIn: 'root' })
export class Connection {
  readonly #online = signal(navigator.onLine);
  readonly #answers = signal(!openedFromDevice());
  #asking: ReturnType<typeof setTimeout> | null = null;

  /** Whether the device has a network at all. */
  readonly online = this.#online.asReadonly();
  /** Whether it is worth while to ask the server. */
  readonly reachable = computed(() => this.#online() && this.#answers());

  constructor() {
    for (const event of ['online', 'offline']) {
      globalThis.addEventListener(event, () => {
        this.#online.set(navigator.onLine);
        if (navigator.onLine && !this.#answers()) {
          this.#askIn(0);
        }
      });
    }
    if (!this.#answers()) {
      this.#askIn(FIRST_MS);
    }
  }

  /** A request got an answer, whatever it says. */
  answered(): void {
    this.#answers.set(true);
  }

  /** A request got none; from now on the server is asked now and then, until it answers. */
  unanswered(): void {
    if (this.#answers()) {
      this.#answers.set(false);
      this.#askIn(FIRST_MS);
    }
  }

  #askIn(milliseconds: number): void {
    clearTimeout(this.#asking ?? undefined);
    this.#asking = setTimeout(() => void this.#ask(Math.max(milliseconds, FIRST_MS)), milliseconds);
  }

  async #ask(waited: number): Promise<void> {
    if (this.#answers()) {
      return;
    }
    try {
      // Of another origin one learns nothing but that it answers; that is enough.
      const answer = await fetch(`${serverAddress()}/healthz`, { mode: 'no-cors', cache: 'no-store' });
      this.#answers.set(answer.type === 'opaque' || answer.ok);
    } catch {
      // Not yet.
    }
    if (!this.#answers()) {
      this.#askIn(Math.min(waited * 2, LAST_MS));
    }
  }
}

/** Whether this page was kept on the device and opened without the server; the service worker says so. */
function openedFromDevice(): boolean {
  const [loading] = performance.getEntriesByType('navigation') as Partial<PerformanceNavigationTiming>[];
  return loading?.serverTiming?.some(({ name }) => name === 'kept') ?? false;
}
