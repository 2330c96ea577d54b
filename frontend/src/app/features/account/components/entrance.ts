import { Component } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

/** What stands around a page for somebody who is still outside: what this house is, beside the form on a desk. */
@Component({
  selector: 'lentigo-entrance',
  imports: [MatIcon, RouterLink, TranslocoPipe],
  template: `
    <div class="inside"><ng-content /></div>
    <aside [attr.aria-label]="'account.entrance.claim' | transloco">
      <p class="claim">{{ 'account.entrance.claim' | transloco }}</p>
      <ul>
        <li><mat-icon svgIcon="scan" aria-hidden="true" />{{ 'account.entrance.what' | transloco }}</li>
        <li><mat-icon svgIcon="key" aria-hidden="true" />{{ 'account.entrance.stays' | transloco }}</li>
        <li><mat-icon svgIcon="doctor" aria-hidden="true" />{{ 'account.entrance.doctor' | transloco }}</li>
      </ul>
      <p>
        <a routerLink="/learn/model">{{ 'account.entrance.learn' | transloco }}</a>
      </p>
    </aside>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--lentigo-space-6);
      align-items: center;
    }

    aside {
      display: grid;
      gap: var(--lentigo-space-5);
      padding: var(--lentigo-space-5);
      border-radius: var(--lentigo-radius);
      background: var(--lentigo-brand-surface);
    }

    .claim {
      font: var(--lentigo-heading);
      text-wrap: balance;
    }

    ul {
      display: grid;
      gap: var(--lentigo-space-4);
      margin: 0;
      padding: 0;
      list-style: none;
    }

    li {
      display: flex;
      gap: var(--lentigo-space-3);
    }

    mat-icon {
      flex: none;
      color: var(--mat-sys-primary);
    }

    @media (min-width: 60rem) {
      :host {
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: var(--lentigo-space-7);
        min-block-size: calc(100dvh - 14rem);
      }

      aside {
        align-content: center;
        order: -1;
        align-self: stretch;
        padding: var(--lentigo-space-7);
      }

      .claim {
        font: var(--lentigo-figure);
      }
    }
  `,
})
export class Entrance {}
