import { Component, inject, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { openForm } from '../../../shared/form-dialog';
import { Messages } from '../../../shared/messages';
import { AddDoctorDialog } from '../components/add-doctor-dialog';
import { PeopleDirectory } from '../components/people-directory';
import { PeopleTabs } from '../components/people-tabs';

/** Doctors, the newest first, and how to add one. */
@Component({
  selector: 'lentigo-doctors-page',
  imports: [MatButton, MatIcon, PeopleDirectory, PeopleTabs, TranslocoPipe],
  template: `
    <section class="lentigo-page">
      <h1>{{ 'people.doctors.title' | transloco }}</h1>
      <lentigo-people-tabs />
      <div class="lentigo-actions">
        <button matButton="filled" type="button" (click)="add()">
          <mat-icon svgIcon="add" aria-hidden="true" />
          {{ 'people.add.title' | transloco }}
        </button>
      </div>
      <lentigo-people-directory kind="doctors" />
    </section>
  `,
})
export class DoctorsPage {
  readonly #dialog = inject(MatDialog);
  readonly #messages = inject(Messages);
  private readonly directory = viewChild.required(PeopleDirectory);

  protected async add(): Promise<void> {
    const dialog = openForm<AddDoctorDialog, undefined, string>(this.#dialog, AddDoctorDialog, { width: '28rem' });
    const sentence = await firstValueFrom(dialog.afterClosed());
    if (sentence) {
      this.#messages.show(sentence);
      this.directory().reload();
    }
  }
}
