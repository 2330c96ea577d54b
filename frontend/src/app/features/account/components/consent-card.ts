import { Component, computed, ElementRef, input, output, viewChildren } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';

import { Day } from '../../../core/language/formats';
import { keepFocus } from '../../../shared/keep-focus';
import { Consent } from '../services/privacy';

/** One purpose: whether it is allowed, since when and by which text, and the button that changes it. */
@Component({
  selector: 'lentigo-consent-card',
  imports: [Day, MatButton, TranslocoPipe],
  templateUrl: './consent-card.html',
  styleUrl: './consent-card.scss',
  host: { role: 'group', '[attr.aria-labelledby]': "'consent-' + consent().purpose" },
})
export class ConsentCard {
  readonly consent = input.required<Consent>();
  /** Language of the text. */
  readonly language = input.required<string>();
  readonly busy = input(false);
  /** True gives it, false withdraws it. */
  readonly decided = output<boolean>();

  protected readonly byContract = computed(() => this.consent().how !== 'page');
  /** Whether the text that was agreed to is an older one. */
  protected readonly outdated = computed(() => {
    const { given, version, text } = this.consent();
    return given && !this.byContract() && version !== text.version;
  });
  private readonly acts = viewChildren<unknown, ElementRef<HTMLElement>>('act', { read: ElementRef });

  constructor() {
    // The button that was pressed is gone, another has taken its place.
    keepFocus(this.consent, () => this.acts()[0]?.nativeElement);
  }

  protected decide(given: boolean): void {
    // A button that keeps the focus while it is disabled can be pressed all the same.
    if (!this.busy()) {
      this.decided.emit(given);
    }
  }
}
