import { httpResource } from '@angular/common/http';
import { Component, computed, effect, inject, input, linkedSignal, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';

import { components } from '../../../core/api/schema';
import { Figure } from '../../../core/language/formats';
import { Session } from '../../../core/session/session';
import { ConditionName } from '../../../shared/condition-name';
import { Likelihood } from '../../../shared/likelihood';
import { Drafts } from '../services/drafts';
import { Case, LONGEST_NOTE, Verdict } from '../services/reviews';

/** Time in which nothing can be sent after a case has come, so that a double press does not decide two of them. */
const PAUSE_MS = 400;

/** The doctor's word on one case; the note is kept until it has arrived. */
@Component({
  selector: 'lentigo-verdict-form',
  imports: [ConditionName, Figure, Likelihood, MatButton, MatFormFieldModule, MatInput, TranslocoPipe],
  templateUrl: './verdict-form.html',
  styleUrl: './verdict-form.scss',
})
export class VerdictForm {
  readonly #drafts = inject(Drafts);
  readonly #session = inject(Session);

  readonly case = input.required<Case>();
  readonly busy = input(false);
  readonly given = output<Verdict>();

  readonly #id = computed(() => this.case().id);
  readonly #fresh = signal(true);
  readonly #catalogue = httpResource<components['schemas']['CatalogueAnswer']>(() => '/conditions');

  protected readonly longest = LONGEST_NOTE;
  protected readonly note = linkedSignal(() => this.#firstNote(this.#id()));
  protected readonly correcting = linkedSignal({ source: this.#id, computation: () => false });
  protected readonly condition = linkedSignal<number, Verdict['class']>({ source: this.#id, computation: () => null });
  protected readonly missing = linkedSignal({ source: this.#id, computation: () => false });
  protected readonly tooLong = computed(() => this.note().trim().length > LONGEST_NOTE);
  protected readonly closed = computed(() => this.busy() || this.#fresh() || this.tooLong());
  /** Everything else that it may be, the likeliest first; also what the model does not know. */
  protected readonly others = computed(() => {
    const { probabilities } = this.case();
    const known = this.#catalogue.hasValue() ? this.#catalogue.value().conditions.map(({ slug }) => slug) : [];
    return [...new Set([...Object.keys(probabilities), ...known])]
      .filter((slug) => slug !== this.case().class)
      .map((slug) => ({ slug, percent: probabilities[slug] }))
      .sort((a, b) => (b.percent ?? -1) - (a.percent ?? -1));
  });

  constructor() {
    effect((onCleanup) => {
      this.#id();
      this.#fresh.set(true);
      const pause = setTimeout(() => this.#fresh.set(false), PAUSE_MS);
      onCleanup(() => clearTimeout(pause));
    });
  }

  /** Send what the form says now: the correction where one is open, else the confirmation. */
  send(): void {
    if (this.closed()) {
      return;
    }
    const { review } = this.case();
    const rest = { note: this.note().trim(), version: review.version };
    if (!this.correcting()) {
      this.given.emit({ decision: 'confirmed', class: null, ...rest });
    } else if (this.condition()) {
      this.given.emit({ decision: 'corrected', class: this.condition(), ...rest });
    } else {
      this.missing.set(true);
    }
  }

  protected write(note: string): void {
    this.note.set(note);
    this.#drafts.keep(this.#id(), note);
  }

  protected choose(condition: string): void {
    // One of the list, or the empty line above it.
    this.condition.set((condition || null) as Verdict['class']);
    this.missing.set(false);
  }

  /** What was typed before; else one's own present words, to be changed. */
  #firstNote(id: number): string {
    const { review } = this.case();
    const own = review.doctor !== null && review.doctor === this.#session.account()?.name;
    return this.#drafts.of(id) ?? (own ? review.note : '');
  }
}
