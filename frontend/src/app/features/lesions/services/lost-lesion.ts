import { inject, Injectable } from '@angular/core';

import { Languages } from '../../../core/language/languages';
import { Texts } from '../../../core/language/texts';
import { Messages } from '../../../shared/messages';
import { ChosenLesion } from './chosen-lesion';
import { OwnLesions } from './own-lesions';

/** A spot that turns out to be followed no longer, as when it was deleted on another device. */
@Injectable({ providedIn: 'root' })
export class LostLesion {
  readonly #chosen = inject(ChosenLesion).id;
  readonly #own = inject(OwnLesions);
  readonly #messages = inject(Messages);
  readonly #texts = inject(Texts);
  readonly #languages = inject(Languages);

  /** Offer it no more, and tell the person. */
  async tell(id: string): Promise<void> {
    this.#chosen.update((chosen) => (chosen === id ? null : chosen));
    this.#own.drop(id);
    try {
      // What waits is sent from any page.
      await this.#languages.ensure('lesions');
    } catch {
      return;
    }
    this.#messages.show(this.#texts.text('lesions.field.gone'));
  }
}
