import { Component, computed, inject, resource, signal } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { Languages } from '../../../core/language/languages';
import { Texts } from '../../../core/language/texts';
import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';
import { Messages } from '../../../shared/messages';
import { Consent, Privacy } from '../services/privacy';
import { ConsentCard } from './consent-card';

/** What may be done with the person's data, each purpose on its own. */
@Component({
  selector: 'lentigo-consent-list',
  imports: [ConsentCard, FailureNotice, Loading, TranslocoPipe],
  template: `
    @if (found(); as found) {
      @for (consent of found.consents; track consent.purpose) {
        <lentigo-consent-card
          [consent]="consent"
          [language]="found.language"
          [busy]="busy()"
          (decided)="decide(consent, $event)"
        />
      }
      <lentigo-failure [error]="failure()" />
    } @else if (consents.error()) {
      <lentigo-failure retriable [error]="consents.error()" (retry)="consents.reload()" />
    } @else {
      <lentigo-loading [label]="'account.consents.fetching' | transloco" />
    }
  `,
})
export class ConsentList {
  readonly #privacy = inject(Privacy);
  readonly #messages = inject(Messages);
  readonly #texts = inject(Texts);
  readonly #languages = inject(Languages);

  protected readonly consents = resource({
    params: () => this.#languages.current().code,
    loader: ({ params }) => this.#privacy.consents(params),
  });
  protected readonly found = computed(() => (this.consents.hasValue() ? this.consents.value() : null));
  protected readonly busy = signal(false);
  protected readonly failure = signal<Failure | null>(null);

  protected async decide(consent: Consent, given: boolean): Promise<void> {
    const { title, version } = consent.text;
    this.busy.set(true);
    this.failure.set(null);
    try {
      const decided = await this.#privacy.decide(consent.purpose, given, version);
      this.consents.update(
        (found) =>
          found && {
            ...found,
            // The answer speaks English; the text that was read stays.
            consents: found.consents.map((one) =>
              one.purpose === decided.purpose ? { ...decided, text: consent.text } : one,
            ),
          },
      );
      const key = given ? 'account.consents.isGiven' : 'account.consents.isWithdrawn';
      this.#messages.show(this.#texts.text(key, { title }));
    } catch (error) {
      this.failure.set(Failure.from(error));
      if (this.failure()?.code === 'consent_text_changed') {
        this.consents.reload();
      }
    } finally {
      this.busy.set(false);
    }
  }
}
