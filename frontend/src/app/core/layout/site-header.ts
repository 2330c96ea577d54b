import { Component, computed, inject } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { AppearanceChooser } from '../appearance/appearance-chooser';
import { LanguageChooser } from '../language/language-chooser';
import { Session } from '../session/session';
import { PLACES } from './places';

/** The name of the house and the ways through it: along the top on a desk, along the bottom on a telephone. */
@Component({
  selector: 'lentigo-header',
  imports: [AppearanceChooser, LanguageChooser, MatIcon, RouterLink, RouterLinkActive, TranslocoPipe],
  templateUrl: './site-header.html',
  styleUrl: './site-header.scss',
  host: { '[class.has-places]': 'places().length > 0' },
})
export class SiteHeader {
  readonly #session = inject(Session);

  protected readonly places = computed(() => {
    const account = this.#session.account();
    return account && this.#session.active() ? PLACES[account.role] : [];
  });
}
