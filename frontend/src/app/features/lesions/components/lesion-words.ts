import { inject, Pipe, PipeTransform } from '@angular/core';

import { Texts } from '../../../core/language/texts';
import { LesionName } from '../services/lesions';

type Placed = Pick<LesionName, 'site' | 'side'>;

/** Where a spot is: “Forearm, left”, in the language of the page. */
@Pipe({ name: 'lesionPlace', pure: false })
export class LesionPlace implements PipeTransform {
  readonly #texts = inject(Texts);

  transform({ site, side }: Placed): string {
    const where = this.#texts.text(`lesions.site.${site}`);
    return side ? this.#texts.text(`lesions.placed.${side}`, { site: where }) : where;
  }
}

/** What its owner calls a spot; where it is, for one without a name. */
@Pipe({ name: 'lesionTitle', pure: false })
export class LesionTitle implements PipeTransform {
  readonly #place = new LesionPlace();

  transform(lesion: Placed & Pick<LesionName, 'name'>): string {
    return lesion.name || this.#place.transform(lesion);
  }
}
