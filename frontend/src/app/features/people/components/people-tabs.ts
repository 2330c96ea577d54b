import { Component } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

/** Leads between the users and the doctors. */
@Component({
  selector: 'lentigo-people-tabs',
  imports: [RouterLink, RouterLinkActive, TranslocoPipe],
  template: `
    <nav [attr.aria-label]="'people.tabs' | transloco">
      <a routerLink="/people" routerLinkActive="here" ariaCurrentWhenActive="page">
        {{ 'people.users.tab' | transloco }}
      </a>
      <a routerLink="/doctors" routerLinkActive="here" ariaCurrentWhenActive="page">
        {{ 'people.doctors.title' | transloco }}
      </a>
    </nav>
  `,
  styles: `
    nav {
      display: flex;
      gap: var(--lentigo-space-5);
      border-block-end: 1px solid var(--mat-sys-outline-variant);
    }

    a {
      display: inline-flex;
      align-items: center;
      min-block-size: var(--lentigo-touch);
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-label-large);
      text-decoration: none;

      &.here {
        color: var(--mat-sys-primary);
        box-shadow: inset 0 -3px var(--mat-sys-primary);
      }
    }
  `,
})
export class PeopleTabs {}
