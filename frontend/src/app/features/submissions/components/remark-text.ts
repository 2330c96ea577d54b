import { Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { keyOf, PictureRemark } from '../services/picture-remarks';

/** A remark on a picture in the language of the page: what is the matter, and how to take a better one. */
@Component({
  selector: 'lentigo-remark-text',
  imports: [TranslocoPipe],
  template: `
    @if (key(); as key) {
      <strong>{{ key + '.what' | transloco }}</strong> {{ key + '.how' | transloco }}
    } @else {
      {{ remark().message }}
    }
  `,
})
export class RemarkText {
  readonly remark = input.required<PictureRemark>();
  protected readonly key = computed(() => keyOf(this.remark()));
}
