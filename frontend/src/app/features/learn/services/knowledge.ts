import { httpResource } from '@angular/common/http';
import { computed, inject, Injectable } from '@angular/core';

import { components } from '../../../core/api/schema';
import { Languages } from '../../../core/language/languages';

type Schemas = components['schemas'];

export type Catalogue = Readonly<Schemas['CatalogueAnswer']>;
export type Condition = Catalogue['conditions'][number];
export type Model = Readonly<Schemas['ModelAnswer']>;
export type Figures = NonNullable<Model['figures']>;
/** A measured figure with its interval. */
export type Measure = Readonly<Schemas['ModelAnswer.Figure']>;
export type Place = Readonly<Schemas['ModelAnswer.PlaceFigures']>;
export type Group = Readonly<Schemas['ModelAnswer.GroupFigures']>;

/** What the server knows of the conditions and of the model in use, in the language of the page. */
@Injectable({ providedIn: 'root' })
export class Knowledge {
  readonly #languages = inject(Languages);
  readonly #params = computed(() => ({ language: this.#languages.current().code }));

  readonly catalogue = httpResource<Catalogue>(() => ({ url: '/conditions', params: this.#params() }));
  readonly model = httpResource<Model>(() => ({ url: '/model', params: this.#params() }));
  readonly conditions = computed(() => (this.catalogue.hasValue() ? this.catalogue.value().conditions : null));
  readonly figures = computed(() => (this.model.hasValue() ? this.model.value().figures : null));
}
