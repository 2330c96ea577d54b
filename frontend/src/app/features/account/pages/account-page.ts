import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { Account } from '../../../core/api/types';
import { Texts } from '../../../core/language/texts';
import { Session } from '../../../core/session/session';
import { openForm } from '../../../shared/form-dialog';
import { Messages } from '../../../shared/messages';
import { RoleName } from '../../../shared/role-name';
import { WaitingPictures } from '../../submissions/services/waiting-pictures';
import { ConsentList } from '../components/consent-list';
import { DataCopy } from '../components/data-copy';
import { EraseDialog } from '../components/erase-dialog';
import { LanguageField } from '../components/language-field';
import { ProfileForm } from '../components/profile-form';

/** What somebody decides about themselves: name, language, password, what is done with their data, and the end of it. */
@Component({
  selector: 'lentigo-account-page',
  imports: [ConsentList, DataCopy, LanguageField, MatButton, MatIcon, ProfileForm, RoleName, RouterLink, TranslocoPipe],
  templateUrl: './account-page.html',
  styleUrl: './account-page.scss',
})
export class AccountPage {
  readonly #session = inject(Session);
  readonly #dialog = inject(MatDialog);
  readonly #messages = inject(Messages);
  readonly #texts = inject(Texts);
  readonly #renamed = signal<Account | null>(null);

  constructor() {
    // Whoever signs out here takes along what waits on the device, even if no other page was opened before.
    inject(WaitingPictures);
  }

  protected readonly account = computed(() => this.#session.account() && (this.#renamed() ?? this.#session.account()));

  protected async renamed(account: Account): Promise<void> {
    this.#renamed.set(account);
    try {
      // So that the rest of the page knows the new name, too; it is no matter if that has to wait.
      await this.#session.refresh();
    } catch {
      return;
    }
  }

  protected async signOut(): Promise<void> {
    try {
      await this.#session.signOut();
    } catch {
      this.#messages.show(this.#texts.text('account.overview.signedOutHere'));
    }
  }

  protected async erase(email: string): Promise<void> {
    const dialog = openForm<EraseDialog, string, boolean>(this.#dialog, EraseDialog, {
      data: email,
      role: 'alertdialog',
    });
    if (await firstValueFrom(dialog.afterClosed())) {
      await this.#session.signOut();
      this.#messages.show(this.#texts.text('account.erase.done'));
    }
  }
}
