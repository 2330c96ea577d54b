import { httpResource } from '@angular/common/http';
import { Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { firstValueFrom } from 'rxjs';

import { Failure } from '../../../core/api/failure';
import { Account } from '../../../core/api/types';
import { confirmed } from '../../../shared/confirm-dialog';
import { Empty } from '../../../shared/empty';
import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';
import { Messages } from '../../../shared/messages';
import { AddDoctorDialog } from '../components/add-doctor-dialog';
import { PersonAction, PersonRow } from '../components/person-row';
import { ResetLinkDialog } from '../components/reset-link-dialog';
import { People } from '../services/people';

@Component({
  selector: 'lentigo-doctors-page',
  imports: [Empty, FailureNotice, Loading, MatButton, MatIcon, PersonRow],
  template: `
    <div class="lentigo-page">
      <div class="lentigo-actions">
        <button matButton="filled" type="button" (click)="add()">
          <mat-icon svgIcon="add" aria-hidden="true" />
          Add a doctor
        </button>
      </div>
      <lentigo-failure [error]="failure()" />
      @if (doctors.error()) {
        <lentigo-failure retriable [error]="doctors.error()" (retry)="doctors.reload()" />
      } @else if (doctors.hasValue()) {
        @for (person of doctors.value(); track person._id) {
          <lentigo-person-row [person]="person" (acted)="act(person, $event)" />
        } @empty {
          <lentigo-empty icon="people"><p>There are no doctors yet.</p></lentigo-empty>
        }
      } @else {
        <lentigo-loading label="Fetching the doctors…" />
      }
    </div>
  `,
})
export class DoctorsPage {
  readonly #people = inject(People);
  readonly #dialog = inject(MatDialog);
  readonly #messages = inject(Messages);

  protected readonly doctors = httpResource<Account[]>(() => '/doctors');
  protected readonly failure = signal<Failure | null>(null);

  protected async add(): Promise<void> {
    const dialog = this.#dialog.open<AddDoctorDialog, undefined, string>(AddDoctorDialog, { width: '28rem' });
    this.#done((await firstValueFrom(dialog.afterClosed())) ?? null);
  }

  protected async act(person: Account, action: PersonAction): Promise<void> {
    this.failure.set(null);
    try {
      if (action === 'reset-link') {
        this.#dialog.open(ResetLinkDialog, { data: { person, link: await this.#people.resetLink(person.email) } });
      } else if (action === 'delete') {
        this.#done(await this.#remove(person));
      }
    } catch (error) {
      this.failure.set(Failure.from(error));
    }
  }

  #done(sentence: string | null): void {
    if (sentence) {
      this.#messages.show(sentence);
      this.doctors.reload();
    }
  }

  async #remove(person: Account): Promise<string | null> {
    const question = {
      title: `Delete ${person.name}?`,
      text: `The doctor's account ${person.email} is removed. This cannot be undone.`,
      act: 'Delete',
    };
    return (await confirmed(this.#dialog, question)) ? (await this.#people.removeDoctor(person.email)).message : null;
  }
}
