import { computed, effect, inject, Injectable, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterStateSnapshot, TitleStrategy } from '@angular/router';

import { Texts } from '../language/texts';

/** “History · Lentigo” in the browser's tab; the title of a route is the key of a text. */
@Injectable({ providedIn: 'root' })
export class PageTitle extends TitleStrategy {
  readonly #title = inject(Title);
  readonly #texts = inject(Texts);
  readonly #key = signal<string | undefined>(undefined);
  readonly #words = computed(() => {
    const key = this.#key();
    return key ? `${this.#texts.text(key)} · Lentigo` : 'Lentigo';
  });

  constructor() {
    super();
    effect(() => this.#title.setTitle(this.#words()));
  }

  override updateTitle(snapshot: RouterStateSnapshot): void {
    this.#key.set(this.buildTitle(snapshot));
  }
}
