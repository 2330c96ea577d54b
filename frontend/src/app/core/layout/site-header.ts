import { Component, computed, inject } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { RouterLink, RouterLinkActive } from '@angular/router';

import { Session } from '../session/session';

interface Place {
  readonly path: string;
  readonly label: string;
  readonly icon: string;
}

const ASSESS: Place = { path: '/assess', label: 'Assess', icon: 'scan' };
const HISTORY: Place = { path: '/history', label: 'History', icon: 'history' };
const PEOPLE: Place = { path: '/people', label: 'People', icon: 'people' };
const ACCOUNT: Place = { path: '/account', label: 'Account', icon: 'account' };

/** The name of the house and the ways through it: along the top on a desk, along the bottom on a telephone. */
@Component({
  selector: 'lentigo-header',
  imports: [MatIcon, RouterLink, RouterLinkActive],
  templateUrl: './site-header.html',
  styleUrl: './site-header.scss',
  host: { '[class.has-places]': 'places().length > 0' },
})
export class SiteHeader {
  readonly #session = inject(Session);

  protected readonly places = computed(() => {
    if (!this.#session.active()) {
      return [];
    }
    return this.#session.admin() ? [PEOPLE, ASSESS, HISTORY, ACCOUNT] : [ASSESS, HISTORY, ACCOUNT];
  });
}
