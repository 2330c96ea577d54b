import { Component, input } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

/** A page that is one of several of the same kind. */
export interface PageTab {
  readonly path: string;
  /** Key of its text. */
  readonly text: string;
}

/** Leads between pages of the same kind; the present one is marked. */
@Component({
  selector: 'lentigo-page-tabs',
  imports: [RouterLink, RouterLinkActive, TranslocoPipe],
  template: `
    <nav [attr.aria-label]="label() | transloco">
      @for (tab of tabs(); track tab.path) {
        <a [routerLink]="tab.path" routerLinkActive="here" ariaCurrentWhenActive="page">{{ tab.text | transloco }}</a>
      }
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

    /* A shadow is not drawn there. */
    @media (forced-colors: active) {
      .here {
        border-block-end: 4px solid Highlight;
      }
    }
  `,
})
export class PageTabs {
  /** Key of what they are called together. */
  readonly label = input.required<string>();
  readonly tabs = input.required<readonly PageTab[]>();
}
