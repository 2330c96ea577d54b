import { computed, DestroyRef, effect, inject, Injectable, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterStateSnapshot, TitleStrategy } from '@angular/router';

import { Texts } from '../language/texts';

/** “History · Lentigo” in the browser's tab; the title of a route is the key of a text. */
@Injectable({ providedIn: 'root' })
export class PageTitle extends TitleStrategy {
  readonly #title = inject(Title);
  readonly #texts = inject(Texts);
  readonly #key = signal<string | undefined>(undefined);
  readonly #subject = signal<(() => string | undefined) | null>(null);
  readonly #words = computed(() => {
    const key = this.#key();
    const said = this.#subject()?.() ?? (key ? this.#texts.text(key) : undefined);
    return said ? `${said} · Lentigo` : 'Lentigo';
  });

  constructor() {
    super();
    effect(() => this.#title.setTitle(this.#words()));
  }

  /** Let a page name what it shows, instead of its kind, as long as it is there. */
  showing(subject: () => string | undefined, until: DestroyRef): void {
    this.#subject.set(subject);
    until.onDestroy(() => this.#subject.update((now) => (now === subject ? null : now)));
  }

  override updateTitle(snapshot: RouterStateSnapshot): void {
    this.#key.set(this.buildTitle(snapshot));
  }
}
