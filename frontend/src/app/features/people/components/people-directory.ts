import { Location } from '@angular/common';
import { httpResource } from '@angular/common/http';
import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { Failure } from '../../../core/api/failure';
import { Account } from '../../../core/api/types';
import { Figure } from '../../../core/language/formats';
import { Texts } from '../../../core/language/texts';
import { Session } from '../../../core/session/session';
import { confirmed } from '../../../shared/confirm-dialog';
import { Empty } from '../../../shared/empty';
import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';
import { Messages } from '../../../shared/messages';
import { Notice } from '../../../shared/notice';
import { ApprovalResult, Kind, People } from '../services/people';
import { paramsOf, queryOf, Wanted, wantedOf } from '../services/wanted';
import { ApprovalBar } from './approval-bar';
import { DeletePersonDialog } from './delete-person-dialog';
import { Paging } from './paging';
import { PeopleFilter } from './people-filter';
import { PersonAction, PersonRow } from './person-row';
import { RenameDialog } from './rename-dialog';
import { ResetLinkDialog } from './reset-link-dialog';

/** People, searched, sorted and paged by the server, and everything that is done about one or several of them. */
@Component({
  selector: 'lentigo-people-directory',
  imports: [ApprovalBar, Empty, FailureNotice, Figure, Loading, Notice, Paging, PeopleFilter, PersonRow, TranslocoPipe],
  templateUrl: './people-directory.html',
  styles: `
    :host {
      gap: var(--lentigo-space-3);
    }
  `,
  host: { class: 'lentigo-page' },
})
export class PeopleDirectory {
  readonly #people = inject(People);
  readonly #dialog = inject(MatDialog);
  readonly #messages = inject(Messages);
  readonly #texts = inject(Texts);
  readonly #session = inject(Session);
  readonly #location = inject(Location);

  readonly kind = input.required<Kind>();

  protected readonly wanted = signal<Wanted>(wantedOf(this.#location.path().split('?')[1] ?? ''));
  protected readonly found = httpResource<Account[]>(() => ({
    url: `/${this.kind()}`,
    params: paramsOf(this.wanted()),
  }));
  /** Those of the page before stay until the next have come, so that nothing jumps while one types. */
  protected readonly shown = linkedSignal<Account[] | null, Account[] | null>({
    source: () => (this.found.hasValue() ? this.found.value() : null),
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
    await this.#attempt(async () => {
      const results = await this.#people.approveMany(this.chosen(), role);
      this.refused.set(results.filter((result) => !result.approved));
      this.#marked.set(new Set());
      return this.#texts.text('people.bar.done', { count: results.filter((result) => result.approved).length });
    });
  }

  protected async act(person: Account, action: PersonAction): Promise<void> {
    await this.#attempt(() => this.#do(person, action));
  }

  async #attempt(work: () => Promise<string | null>): Promise<void> {
    this.failure.set(null);
    this.refused.set([]);
    this.busy.set(true);
    try {
      const done = await work();
      if (done) {
        this.#messages.show(done);
        this.reload();
      }
    } catch (error) {
      this.failure.set(Failure.from(error));
    } finally {
      this.busy.set(false);
    }
  }

  /** Do it, and give the sentence to show, or null when there is nothing to say. */
  async #do(person: Account, action: PersonAction): Promise<string | null> {
    switch (action) {
      case 'approve':
        return (await this.#people.approve(person.email, 'user')).message;
      case 'make-doctor':
        return (await this.#people.approve(person.email, 'doctor')).message;
      case 'rename':
        return this.#rename(person);
      case 'deactivate':
        return this.#deactivate(person);
      case 'reactivate':
        await this.#people.change(this.kind(), person.email, { active: true });
        return this.#texts.text('people.close.reopened', { name: person.name });
      case 'reset-link':
        this.#dialog.open(ResetLinkDialog, { data: { person, link: await this.#people.resetLink(person.email) } });
        return null;
      case 'delete':
        return this.#remove(person);
    }
  }

  async #rename(person: Account): Promise<string | null> {
    const dialog = this.#dialog.open<RenameDialog, unknown, Account>(RenameDialog, {
      data: { kind: this.kind(), person },
      width: '28rem',
    });
    const changed = await firstValueFrom(dialog.afterClosed());
    return changed ? this.#texts.text('people.rename.done', { name: changed.name }) : null;
  }

  async #deactivate(person: Account): Promise<string | null> {
    const question = {
      title: this.#texts.text('people.close.title', { name: person.name }),
      text: this.#texts.text('people.close.text', { email: person.email }),
      act: this.#texts.text('people.row.deactivate'),
    };
    if (!(await confirmed(this.#dialog, question))) {
      return null;
    }
    await this.#people.change(this.kind(), person.email, { active: false });
    return this.#texts.text('people.close.closed', { name: person.name });
  }

  async #remove(person: Account): Promise<string | null> {
    const dialog = this.#dialog.open<DeletePersonDialog, unknown, string>(DeletePersonDialog, {
      data: { kind: this.kind(), person },
      role: 'alertdialog',
      width: '30rem',
    });
    return (await firstValueFrom(dialog.afterClosed())) ?? null;
  }
}
