import { httpResource } from '@angular/common/http';
import {
  afterNextRender,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ErrorStateMatcher } from '@angular/material/core';
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

/** The doctor's word on one case; what was typed and chosen is kept until it has arrived. */
@Component({
  selector: 'lentigo-verdict-form',
  imports: [ConditionName, Figure, Likelihood, MatButton, MatFormFieldModule, MatInput, TranslocoPipe],
  templateUrl: './verdict-form.html',
  styleUrl: './verdict-form.scss',
})
export class VerdictForm {
  readonly #drafts = inject(Drafts);
  readonly #session = inject(Session);
  readonly #injector = inject(Injector);

  readonly case = input.required<Case>();
  readonly busy = input(false);
  readonly given = output<Verdict>();

  readonly #id = computed(() => this.case().id);
  readonly #fresh = signal(true);
  readonly #catalogue = httpResource<components['schemas']['CatalogueAnswer']>(() => '/conditions');

  protected readonly longest = LONGEST_NOTE;
  protected readonly note = linkedSignal(() => this.#firstNote(this.#id()));
  protected readonly correcting = linkedSignal(() => this.#drafts.of(this.#id())?.correcting ?? false);
  protected readonly condition = linkedSignal<Verdict['class']>(() => this.#drafts.of(this.#id())?.condition ?? null);
  protected readonly missing = linkedSignal({ source: this.#id, computation: () => false });
  protected readonly unchosen: ErrorStateMatcher = { isErrorState: () => this.missing() };
  private readonly list = viewChild<string, MatInput>('list', { read: MatInput });
  private readonly opener = viewChild<string, ElementRef<HTMLElement>>('opener', { read: ElementRef });
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
    effect(() => {
      // No form control stands behind the list, which would have told it.
      this.missing();
      this.list()?.updateErrorState();
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
      this.list()?.focus();
    }
  }

  /** Each takes the place of the button that was pressed, so the focus goes on to what stands there now. */
  protected open(): void {
    this.correcting.set(true);
    this.#keep();
    this.#afterwards(() => this.list()?.focus());
  }

  protected close(): void {
    this.correcting.set(false);
    this.missing.set(false);
    this.#keep();
    this.#afterwards(() => this.opener()?.nativeElement.focus());
  }

  protected write(note: string): void {
    this.note.set(note);
    this.#keep();
  }

  protected choose(condition: string): void {
    // One of the list, or the empty line above it.
    this.condition.set((condition || null) as Verdict['class']);
    this.missing.set(false);
    this.#keep();
  }

  #keep(): void {
    const draft = { note: this.note(), correcting: this.correcting(), condition: this.condition() };
    this.#drafts.keep(this.#id(), draft);
  }

  #afterwards(work: () => void): void {
    afterNextRender(work, { injector: this.#injector });
  }

  /** What was typed before; else one's own present words, to be changed. */
  #firstNote(id: number): string {
    const { review } = this.case();
    const own = review.doctor !== null && review.doctor === this.#session.account()?.name;
    return this.#drafts.of(id)?.note ?? (own ? review.note : '');
  }
}
