import { inject, Pipe, PipeTransform } from '@angular/core';

import { Role } from '../core/api/types';
import { Texts } from '../core/language/texts';

/** `admin` → “Administrator”, in the language of the page. */
@Pipe({ name: 'roleName', pure: false })
export class RoleName implements PipeTransform {
  readonly #texts = inject(Texts);

  transform(role: Role): string {
    return this.#texts.text(`frame.roles.${role}`);
  }
}
