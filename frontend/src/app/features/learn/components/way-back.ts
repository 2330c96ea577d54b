import { Component } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

/** Leads from a page of this area to its first one. */
@Component({
  selector: 'lentigo-way-back',
  imports: [MatIcon, RouterLink, TranslocoPipe],
  template: `
    <a routerLink="/learn">
      <mat-icon svgIcon="back" aria-hidden="true" />
      {{ 'learn.back' | transloco }}
    </a>
  `,
  styles: `
    a {
      display: inline-flex;
      align-items: center;
      gap: var(--lentigo-space-1);
      min-block-size: var(--lentigo-touch);
      text-decoration: none;
    }
  `,
})
export class WayBack {}
