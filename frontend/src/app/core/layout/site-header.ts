import { Component, computed, inject } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { isActive, Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { AppearanceChooser } from '../appearance/appearance-chooser';
import { LanguageChooser } from '../language/language-chooser';
import { Session } from '../session/session';
import { PLACES } from './places';

/** The name of the house and the ways through it: along the top on a desk, along the bottom on a telephone. */
@Component({
  selector: 'lentigo-header',
  imports: [AppearanceChooser, LanguageChooser, MatIcon, RouterLink, TranslocoPipe],
  templateUrl: './site-header.html',
  styleUrl: './site-header.scss',
  host: { '[class.has-places]': 'places().length > 0' },
})
export class SiteHeader {
  readonly #session = inject(Session);
  readonly #router = inject(Router);

  protected readonly places = computed(() => {
    const account = this.#session.account();
    const places = account && this.#session.active() ? PLACES[account.role] : [];
    return places.map((place) => ({ ...place, here: this.#isHere(place.path) || this.#isHere(place.also) }));
  });

  #isHere(path: string | undefined): boolean {
    return path !== undefined && isActive(path, this.#router)();
  }
}
