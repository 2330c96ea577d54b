import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';

import { Session } from '../../../core/session/session';
import { RoleName } from '../../../shared/role-name';

@Component({
  selector: 'lentigo-account-page',
  imports: [MatButton, MatIcon, RoleName, RouterLink],
  template: `
    <section class="lentigo-page lentigo-narrow">
      <h1>Account</h1>
      @if (account(); as account) {
        <dl class="lentigo-card">
          <div>
            <dt>Name</dt>
            <dd>{{ account.name }}</dd>
          </div>
          <div>
            <dt>E-mail</dt>
            <dd>{{ account.email }}</dd>
          </div>
          <div>
            <dt>Role</dt>
            <dd>{{ account.role | roleName }}</dd>
          </div>
        </dl>
      }
      <div class="lentigo-actions">
        <a matButton="outlined" routerLink="/change-password">
          <mat-icon svgIcon="key" aria-hidden="true" />
          Change the password
        </a>
        <button matButton="outlined" type="button" (click)="signOut()">
          <mat-icon svgIcon="sign-out" aria-hidden="true" />
          Sign out
        </button>
      </div>
    </section>
  `,
  styles: `
    dl {
      display: grid;
      gap: var(--lentigo-space-4);
      margin: 0;
    }

    dt {
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-body-small);
    }

    dd {
      margin: 0;
    }
  `,
})
export class AccountPage {
  readonly #session = inject(Session);
  protected readonly account = this.#session.account;

  protected signOut(): Promise<void> {
    return this.#session.signOut();
  }
}
