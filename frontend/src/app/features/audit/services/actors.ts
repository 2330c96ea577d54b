import { computed, inject, Injectable, resource } from '@angular/core';

import { Account } from '../../../core/api/types';
import { Texts } from '../../../core/language/texts';
import { Audit } from './audit';

/** Those who act without an account, as the audit calls them. */
export const WITHOUT_ACCOUNT = ['nobody', 'operator', 'service', 'signed address'] as const;

/** Names those whom the audit knows by their ids only. */
@Injectable()
export class Actors {
  readonly #audit = inject(Audit);
  readonly #texts = inject(Texts);
  readonly #fetched = resource({ loader: () => this.#audit.people() });
  readonly #byId = computed(() => new Map(this.people().map((person) => [person._id, person])));

  readonly people = computed<readonly Account[]>(() => {
    const people = this.#fetched.hasValue() ? this.#fetched.value() : [];
    return [...people].sort((a, b) => a.name.localeCompare(b.name));
  });

  /** A name; the id itself where the account is no more. */
  name(who: string): string {
    const key = WITHOUT_ACCOUNT.find((one) => one === who)?.replace(' ', '_');
    return key ? this.#texts.text(`audit.actor.${key}`) : (this.#byId().get(who)?.name ?? who);
  }

  /** The id of the account with this address, whatever its capitals; null where there is none. */
  idOf(email: string): string | null {
    const sought = email.trim().toLowerCase();
    return this.people().find((person) => person.email.toLowerCase() === sought)?._id ?? null;
  }

  email(who: string): string | null {
    return this.#byId().get(who)?.email ?? null;
  }
}
