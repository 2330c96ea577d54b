import { httpResource } from '@angular/common/http';
import { Component, computed, inject, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';

import { Failure } from '../../../core/api/failure';
import { Account } from '../../../core/api/types';
import { Session } from '../../../core/session/session';
import { confirmed } from '../../../shared/confirm-dialog';
import { Empty } from '../../../shared/empty';
import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';
import { Messages } from '../../../shared/messages';
import { PersonAction, PersonRow } from '../components/person-row';
import { ResetLinkDialog } from '../components/reset-link-dialog';
import { People } from '../services/people';

/** Users and administrators, those who wait for approval first. */
@Component({
  selector: 'lentigo-users-page',
  imports: [Empty, FailureNotice, Loading, PersonRow],
  template: `
    <div class="lentigo-page">
      <lentigo-failure [error]="failure()" />
      @if (users.error()) {
        <lentigo-failure retriable [error]="users.error()" (retry)="users.reload()" />
      } @else if (users.hasValue()) {
        @for (group of groups(); track group.title) {
          <section class="lentigo-page" [attr.aria-label]="group.title">
            <h2>{{ group.title }} ({{ group.people.length }})</h2>
            @for (person of group.people; track person._id) {
              <lentigo-person-row [person]="person" [self]="person._id === self()" (acted)="act(person, $event)" />
            }
          </section>
        } @empty {
          <lentigo-empty icon="people"><p>Nobody has registered yet.</p></lentigo-empty>
        }
      } @else {
        <lentigo-loading label="Fetching the users…" />
      }
    </div>
  `,
})
export class UsersPage {
  readonly #people = inject(People);
  readonly #dialog = inject(MatDialog);
  readonly #messages = inject(Messages);
  readonly #session = inject(Session);

  protected readonly users = httpResource<Account[]>(() => '/users');
  protected readonly failure = signal<Failure | null>(null);
  protected readonly self = computed(() => this.#session.account()?._id);
  protected readonly groups = computed(() => {
    const people = this.users.hasValue() ? this.users.value() : [];
    return [
      { title: 'Waiting for approval', people: people.filter((person) => !person.approved) },
      { title: 'Approved', people: people.filter((person) => person.approved) },
    ].filter((group) => group.people.length > 0);
  });

  protected async act(person: Account, action: PersonAction): Promise<void> {
    this.failure.set(null);
    try {
      const done = await this.#do(person, action);
      if (done) {
        this.#messages.show(done);
        this.users.reload();
      }
    } catch (error) {
      this.failure.set(Failure.from(error));
    }
  }

  /** Do it, and give the sentence to show, or null when there is nothing to say. */
  async #do(person: Account, action: PersonAction): Promise<string | null> {
    switch (action) {
      case 'approve':
        return (await this.#people.approve(person.email, 'user')).message;
      case 'make-doctor':
        return (await this.#people.approve(person.email, 'doctor')).message;
      case 'reset-link':
        this.#dialog.open(ResetLinkDialog, { data: { person, link: await this.#people.resetLink(person.email) } });
        return null;
      case 'delete':
        return this.#remove(person);
    }
  }

  async #remove(person: Account): Promise<string | null> {
    const question = {
      title: `Delete ${person.name}?`,
      text: `The account ${person.email} goes, with all its pictures and results. This cannot be undone.`,
      act: 'Delete',
    };
    return (await confirmed(this.#dialog, question)) ? (await this.#people.removeUser(person.email)).message : null;
  }
}
