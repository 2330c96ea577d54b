import { Component, computed, DestroyRef, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Figure, Percentage } from '../../../core/language/formats';
import { PageTitle } from '../../../core/layout/page-title';
import { Empty } from '../../../shared/empty';
import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';
import { Notice } from '../../../shared/notice';
import { WayBack } from '../components/way-back';
import { Knowledge } from '../services/knowledge';

/** One condition in plain words: what it is, what to look for, and how well Lentigo finds it. */
@Component({
  selector: 'lentigo-condition-page',
  imports: [Empty, FailureNotice, Figure, Loading, Notice, Percentage, RouterLink, TranslocoPipe, WayBack],
  templateUrl: './condition-page.html',
  styleUrl: './condition-page.scss',
})
export class ConditionPage {
  protected readonly knowledge = inject(Knowledge);
  /** From the address: hyphens for the spaces of the condition's name. */
  readonly slug = input.required<string>();

  protected readonly condition = computed(() => {
    const name = this.slug().replaceAll('-', ' ');
    return this.knowledge.conditions()?.find((one) => one.slug === name);
  });
  protected readonly known = computed(() => {
    const { model } = this.knowledge;
    return !model.hasValue() || model.value().classes.includes(this.slug().replaceAll('-', ' '));
  });
  /** How many of its pictures were found, as a share. */
  protected readonly recall = computed(
    () => this.knowledge.figures()?.by_class.find((one) => one.class === this.condition()?.slug)?.recall ?? null,
  );
  protected readonly codes = computed(() => {
    const condition = this.condition();
    const named = [
      { system: 'ICD-10', code: condition?.icd10 },
      { system: 'ICD-11', code: condition?.icd11 },
      { system: 'SNOMED CT', code: condition?.snomed },
    ];
    return named.filter(({ code }) => code);
  });

  constructor() {
    inject(PageTitle).showing(() => this.condition()?.name, inject(DestroyRef));
  }
}
