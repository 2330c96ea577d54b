import { DOCUMENT, inject, Injectable, signal } from '@angular/core';

export const APPEARANCES = ['system', 'light', 'dark', 'contrast'] as const;
export type AppearanceName = (typeof APPEARANCES)[number];

const KEPT = 'lentigo.appearance';

/** Light, dark or in high contrast; follows the system unless somebody chose otherwise on this device. */
@Injectable({ providedIn: 'root' })
export class Appearance {
  readonly #root = inject(DOCUMENT).documentElement;
  readonly #current = signal<AppearanceName>('system');
  readonly current = this.#current.asReadonly();

  start(): void {
    const kept = localStorage.getItem(KEPT);
    this.#show(APPEARANCES.find((name) => name === kept) ?? 'system');
  }

  use(name: AppearanceName): void {
    localStorage.setItem(KEPT, name);
    this.#show(name);
  }

  #show(name: AppearanceName): void {
    this.#root.dataset['appearance'] = name;
    this.#current.set(name);
  }
}
