import { httpResource } from '@angular/common/http';
import { Component, computed, inject, model, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';

import { components } from '../../../core/api/schema';
import { Risk } from '../../../core/api/types';
import { ConditionNames } from '../../../core/language/condition-names';
import { Figure } from '../../../core/language/formats';

type Catalogue = components['schemas']['CatalogueAnswer'];

/** What somebody looks for in the history. */
export interface Sought {
  readonly words: string;
  readonly condition: string;
  readonly risk: Risk | '';
  readonly reviewed: 'true' | 'false' | '';
}

export const EVERYTHING: Sought = { words: '', condition: '', risk: '', reviewed: '' };

export const RISKS: readonly { readonly value: Risk; readonly label: string }[] = [
  { value: 'high', label: 'submissions.risk.high' },
  { value: 'moderate', label: 'submissions.risk.moderate' },
  { value: 'low', label: 'submissions.risk.low' },
  { value: 'not assessed', label: 'submissions.risk.unknown' },
];

const PAUSE_MS = 300;

/** Words to look for, and three lists to choose from; on a telephone the lists open on demand. */
@Component({
  selector: 'lentigo-history-filter',
  imports: [Figure, MatButton, MatFormFieldModule, MatIcon, MatIconButton, MatInput, TranslocoPipe],
  templateUrl: './history-filter.html',
  styleUrl: './history-filter.scss',
  host: { role: 'search' },
})
export class HistoryFilter {
  readonly #names = inject(ConditionNames);
  readonly sought = model(EVERYTHING);

  protected readonly open = signal(false);
  protected readonly risks = RISKS;
  protected readonly catalogue = httpResource<Catalogue>(() => '/conditions');
  protected readonly conditions = computed(() =>
    (this.catalogue.hasValue() ? this.catalogue.value().conditions : []).map(({ slug }) => ({
      value: slug,
      name: this.#names.of(slug),
    })),
  );
  protected readonly inUse = computed(() => {
    const { condition, risk, reviewed } = this.sought();
    return [condition, risk, reviewed].filter(Boolean).length;
  });
  #pause: ReturnType<typeof setTimeout> | undefined;

  protected typed(words: string): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.change({ words }), PAUSE_MS);
  }

  protected change(change: { readonly [name in keyof Sought]?: string }): void {
    clearTimeout(this.#pause);
    this.sought.update((sought) => ({ ...sought, ...change }) as Sought);
  }
}
