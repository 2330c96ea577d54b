import { Location } from '@angular/common';
import { httpResource } from '@angular/common/http';
import {
  afterRenderEffect,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  input,
  linkedSignal,
  signal,
  untracked,
  viewChildren,
} from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { Failure } from '../../../core/api/failure';
import { Refusals } from '../../../core/api/refusals';
import { Account } from '../../../core/api/types';
import { Figure } from '../../../core/language/formats';
import { Texts } from '../../../core/language/texts';
import { Session } from '../../../core/session/session';
import { confirmed } from '../../../shared/confirm-dialog';
import { Empty } from '../../../shared/empty';
import { FailureNotice } from '../../../shared/failure-notice';
import { openForm } from '../../../shared/form-dialog';
import { Loading } from '../../../shared/loading';
import { Messages } from '../../../shared/messages';
import { Notice } from '../../../shared/notice';
import { SaidText } from '../../../shared/said-text';
import { ApprovalResult, Kind, People } from '../services/people';
import { PAGE_SIZE, paramsOf, queryOf, Wanted, wantedOf } from '../services/wanted';
import { ApprovalBar } from './approval-bar';
import { DeletePersonDialog } from './delete-person-dialog';
import { Paging } from './paging';
import { PeopleFilter } from './people-filter';
import { PersonAction, PersonRow } from './person-row';
import { RenameDialog } from './rename-dialog';
import { ResetLinkDialog } from './reset-link-dialog';

/** Where somebody stood in the list who is not there any more, or not as before. */
interface Done {
  readonly id: string | null;
  readonly place: number;
  readonly waited: boolean;
}

/** People, searched, sorted and paged by the server, and everything that is done about one or several of them. */
@Component({
  selector: 'lentigo-people-directory',
  imports: [
    ApprovalBar,
    Empty,
    FailureNotice,
    Figure,
    Loading,
    Notice,
    Paging,
    PeopleFilter,
    PersonRow,
    SaidText,
    TranslocoPipe,
  ],
  templateUrl: './people-directory.html',
  styles: `
    :host {
      gap: var(--lentigo-space-3);
    }
  `,
  // Takes the focus where nobody is left to take it.
  host: { class: 'lentigo-page', tabindex: '-1' },
})
export class PeopleDirectory {
  readonly #people = inject(People);
  readonly #dialog = inject(MatDialog);
  readonly #messages = inject(Messages);
  readonly #texts = inject(Texts);
  readonly #session = inject(Session);
  readonly #location = inject(Location);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);

  protected readonly refusals = inject(Refusals);

  readonly kind = input.required<Kind>();

  protected readonly wanted = signal<Wanted>(wantedOf(this.#location.path().split('?')[1] ?? ''));
  protected readonly found = httpResource<Account[]>(() => ({
    url: `/${this.kind()}`,
    params: paramsOf(this.wanted()),
  }));
  /** Whoever was alone on the last page is there no more, and with them the page. */
  readonly #beyond = computed(
    () => this.found.hasValue() && !this.found.isLoading() && this.found.value().length === 0 && this.wanted().page > 0,
  );
  /** Those of the page before stay until the next have come, so that nothing jumps while one types. */
  protected readonly shown = linkedSignal<Account[] | null, Account[] | null>({
    source: () => (this.found.hasValue() && !this.#beyond() ? this.found.value() : null),
    computation: (people, before) => people ?? before?.value ?? null,
  });
  protected readonly total = linkedSignal<string | null | undefined, number>({
    source: () => this.found.headers()?.get('X-Total-Count'),
    computation: (header, before) => (header ? Number(header) : (before?.value ?? 0)),
  });
  protected readonly self = computed(() => this.#session.account()?._id);
  protected readonly waiting = computed(() => (this.shown() ?? []).filter((person) => !person.approved));
  readonly #marked = signal<ReadonlySet<string>>(new Set());
  protected readonly chosen = computed(() =>
    this.waiting()
      .map((person) => person.email)
      .filter((email) => this.#marked().has(email)),
  );
  protected readonly busy = signal(false);
  protected readonly failure = signal<Failure | null>(null);
  /** Those of several who could not be approved. */
  protected readonly refused = signal<readonly ApprovalResult[]>([]);
  protected readonly narrowed = computed(() => this.wanted().q.trim() !== '' || this.wanted().show !== 'all');

  private readonly rows = viewChildren(PersonRow);
  /** After what was done last, for as long as the new list is not there. */
  readonly #done = signal<Done | null>(null);

  constructor() {
    effect(() => {
      if (this.#beyond()) {
        const last = Math.max(0, Math.ceil(this.total() / PAGE_SIZE) - 1);
        untracked(() => this.turn(Math.min(last, this.wanted().page - 1)));
      }
    });
    afterRenderEffect(() => {
      const done = this.#done();
      if (done && !this.found.isLoading() && !this.#beyond()) {
        untracked(() => {
          this.#done.set(null);
          this.#goOn(done);
        });
      }
    });
  }

  reload(): void {
    this.found.reload();
  }

  protected want(wanted: Wanted): void {
    this.wanted.set(wanted);
    // Not through the router, which would move the focus away from whoever types.
    this.#location.replaceState(this.#location.path().split('?')[0] ?? '', queryOf(wanted));
  }

  protected turn(page: number): void {
    this.want({ ...this.wanted(), page });
  }

  protected mark(email: string, chosen: boolean): void {
    this.#marked.update((marked) => {
      const changed = new Set(marked);
      (chosen ? changed.add.bind(changed) : changed.delete.bind(changed))(email);
      return changed;
    });
  }

  protected markAll(chosen: boolean): void {
    this.#marked.set(new Set(chosen ? this.waiting().map((person) => person.email) : []));
  }

  protected async approveChosen(role: 'user' | 'doctor'): Promise<void> {
    const place = (this.shown() ?? []).findIndex((person) => this.chosen().includes(person.email));
    await this.#attempt({ id: null, place, waited: true }, async () => {
      const results = await this.#people.approveMany(this.chosen(), role);
      this.refused.set(results.filter((result) => !result.approved));
      this.#marked.set(new Set());
      return this.#texts.text('people.bar.done', { count: results.filter((result) => result.approved).length });
    });
  }

  protected async act(person: Account, action: PersonAction): Promise<void> {
    const place = this.rows().findIndex((row) => row.person()._id === person._id);
    const opener = this.rows()[place]?.opener() ?? true;
    await this.#attempt({ id: person._id, place, waited: !person.approved }, () => this.#do(person, action, opener));
  }

  async #attempt(about: Done, work: () => Promise<string | null>): Promise<void> {
    this.failure.set(null);
    this.refused.set([]);
    this.busy.set(true);
    try {
      const done = await work();
      if (done) {
        this.#messages.show(done);
        this.reload();
        this.#done.set(about);
      }
    } catch (error) {
      this.failure.set(Failure.from(error));
    } finally {
      this.busy.set(false);
    }
  }

  /** Where the button that was pressed is gone, whoever works by keyboard goes on with the next person. */
  #goOn({ id, place, waited }: Done): void {
    const { activeElement, body } = document;
    if (activeElement !== null && activeElement !== body) {
      return;
    }
    const rows = this.rows();
    const still = rows.findIndex((row) => row.person()._id === id);
    const behind = rows.slice(still >= 0 ? still + 1 : place);
    const next = waited ? behind.find((row) => !row.person().approved) : undefined;
    const other = rows[still] ?? rows[Math.min(place, rows.length - 1)];
    (next ?? other ?? this.#host.nativeElement).focus();
  }

  /** Do it, and give the sentence to show, or null when there is nothing to say. */
  async #do(person: Account, action: PersonAction, opener: HTMLElement | true): Promise<string | null> {
    switch (action) {
      case 'approve':
        await this.#people.approve(person.email, 'user');
        return this.#texts.text('people.told.approved', { name: person.name });
      case 'make-doctor':
        await this.#people.approve(person.email, 'doctor');
        return this.#texts.text('people.told.doctor', { name: person.name });
      case 'rename':
        return this.#rename(person, opener);
      case 'deactivate':
        return this.#deactivate(person, opener);
      case 'reactivate':
        await this.#people.change(this.kind(), person.email, { active: true });
        return this.#texts.text('people.close.reopened', { name: person.name });
      case 'reset-link':
        this.#dialog.open(ResetLinkDialog, {
          data: { person, link: await this.#people.resetLink(person.email) },
          // It is not shown again: only its own button closes it.
          disableClose: true,
          restoreFocus: opener,
        });
        return null;
      case 'delete':
        return this.#remove(person, opener);
    }
  }

  async #rename(person: Account, opener: HTMLElement | true): Promise<string | null> {
    const dialog = openForm<RenameDialog, unknown, Account>(this.#dialog, RenameDialog, {
      data: { kind: this.kind(), person },
      restoreFocus: opener,
      width: '28rem',
    });
    const changed = await firstValueFrom(dialog.afterClosed());
    return changed ? this.#texts.text('people.rename.done', { name: changed.name }) : null;
  }

  async #deactivate(person: Account, opener: HTMLElement | true): Promise<string | null> {
    const question = {
      title: this.#texts.text('people.close.title', { name: person.name }),
      text: this.#texts.text('people.close.text', { email: person.email }),
      act: this.#texts.text('people.row.deactivate'),
    };
    if (!(await confirmed(this.#dialog, question, opener))) {
      return null;
    }
    await this.#people.change(this.kind(), person.email, { active: false });
    return this.#texts.text('people.close.closed', { name: person.name });
  }

  async #remove(person: Account, opener: HTMLElement | true): Promise<string | null> {
    const dialog = openForm<DeletePersonDialog, unknown, string>(this.#dialog, DeletePersonDialog, {
      data: { kind: this.kind(), person },
      restoreFocus: opener,
      role: 'alertdialog',
      width: '30rem',
    });
    return (await firstValueFrom(dialog.afterClosed())) ?? null;
  }
}
