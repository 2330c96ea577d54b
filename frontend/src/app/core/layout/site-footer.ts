import { Component } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

/** Stands below every page. */
@Component({
  selector: 'lentigo-footer',
  imports: [TranslocoPipe],
  template: `<footer>{{ 'frame.footer' | transloco }}</footer>`,
  styles: `
    footer {
      padding: var(--lentigo-space-4);
      border-block-start: 1px solid var(--mat-sys-outline-variant);
      color: var(--mat-sys-on-surface-variant);
      font: var(--mat-sys-body-small);
      text-align: center;
    }
  `,
})
export class SiteFooter {}
