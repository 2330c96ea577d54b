import { httpResource } from '@angular/common/http';
import { computed, inject, Injectable } from '@angular/core';

import { components } from '../api/schema';
import { Languages } from './languages';

type Catalogue = components['schemas']['CatalogueAnswer'];

/** What the conditions are called in the language of the page; the server knows the words. */
@Injectable({ providedIn: 'root' })
export class ConditionNames {
  readonly #languages = inject(Languages);
  // A condition is called by its English name everywhere, so that English needs no asking.
  readonly #catalogue = httpResource<Catalogue>(() => {
    const { code } = this.#languages.current();
    return code === 'en' ? undefined : { url: '/conditions', params: { language: code } };
  });
  readonly #names = computed(() => {
    const known = this.#catalogue.hasValue() ? this.#catalogue.value().conditions : [];
    return new Map(known.map(({ slug, name }) => [slug, name]));
  });

  of(condition: string): string {
    const name = this.#names().get(condition) ?? condition;
    return name.charAt(0).toUpperCase() + name.slice(1);
  }
}
