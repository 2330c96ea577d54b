import { Component, computed, inject } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Figure, Percentage } from '../../../core/language/formats';
import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';
import { Notice } from '../../../shared/notice';
import { ClassFigures } from '../components/class-figures';
import { GroupTable } from '../components/group-table';
import { HowItWorks } from '../components/how-it-works';
import { KeyFigures } from '../components/key-figures';
import { TriageTable } from '../components/triage-table';
import { WayBack } from '../components/way-back';
import { Knowledge } from '../services/knowledge';

/** How it works, how good it is, and its limits; every figure comes from the model in use. */
@Component({
  selector: 'lentigo-model-page',
  imports: [
    ClassFigures,
    FailureNotice,
    Figure,
    GroupTable,
    HowItWorks,
    KeyFigures,
    Loading,
    Notice,
    Percentage,
    TranslocoPipe,
    TriageTable,
    WayBack,
  ],
  templateUrl: './model-page.html',
  styleUrl: './model-page.scss',
})
export class ModelPage {
  protected readonly knowledge = inject(Knowledge);
  protected readonly model = computed(() => (this.knowledge.model.hasValue() ? this.knowledge.model.value() : null));
  /** Pictures whose skin type is known, and those of dark skin among them. */
  protected readonly skin = computed(() => {
    const types = this.knowledge.figures()?.skin_types ?? [];
    const count = (groups: typeof types): number => groups.reduce((sum, { images }) => sum + images, 0);
    return { all: count(types), dark: count(types.filter(({ name }) => Number(name) >= 5)) };
  });
}
