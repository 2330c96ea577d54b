import { Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Refusals } from '../../../core/api/refusals';
import { SaidText } from '../../../shared/said-text';
import { keyOf, PictureRemark } from '../services/picture-remarks';

/** A remark on a picture in the language of the page: what is the matter, and how to take a better one. */
@Component({
  selector: 'lentigo-remark-text',
  imports: [SaidText, TranslocoPipe],
  template: `
    @if (key(); as key) {
      <strong>{{ key + '.what' | transloco }}</strong> {{ key + '.how' | transloco }}
    } @else {
      <lentigo-said [said]="said()" />
    }
  `,
})
export class RemarkText {
  readonly #refusals = inject(Refusals);

  readonly remark = input.required<PictureRemark>();
  protected readonly key = computed(() => keyOf(this.remark()));
  protected readonly said = computed(() => this.#refusals.say(this.remark().message, this.remark().code));
}
