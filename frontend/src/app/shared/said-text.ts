import { Component, input } from '@angular/core';

import { Said } from '../core/api/refusals';

/** A sentence about a refusal; one of another language than the page keeps its own direction and is read out in its own. */
@Component({
  selector: 'lentigo-said',
  template: `
    @if (said().foreign) {
      <bdi lang="en" dir="ltr">{{ said().words }}</bdi>
    } @else {
      {{ said().words }}
    }
  `,
})
export class SaidText {
  readonly said = input.required<Said>();
}
