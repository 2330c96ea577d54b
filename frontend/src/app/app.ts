import { Component, DestroyRef, ElementRef, inject, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { filter, skip } from 'rxjs';

import { OfflineNotice } from './core/connection/offline-notice';
import { bringBoldArabic } from './core/language/arabic-bold';
import { SiteFooter } from './core/layout/site-footer';
import { SiteHeader } from './core/layout/site-header';
import { keepShell } from './core/shell';

@Component({
  selector: 'lentigo-root',
  imports: [OfflineNotice, RouterOutlet, SiteFooter, SiteHeader, TranslocoPipe],
  templateUrl: './app.html',
  styleUrl: './app.scss',
})
export class App {
  protected readonly main = viewChild.required<ElementRef<HTMLElement>>('main');

  constructor() {
    bringBoldArabic();
    keepShell();
    inject(Router)
      .events.pipe(
        filter((event) => event instanceof NavigationEnd),
        // The first page keeps the browser's own focus.
        skip(1),
        takeUntilDestroyed(inject(DestroyRef)),
      )
      // After the new page has been drawn.
      .subscribe(() => setTimeout(() => this.focusHeading()));
  }

  /** Move the focus to the page's heading, so that a screen reader says where one is now. */
  protected focusHeading(): void {
    const main = this.main().nativeElement;
    const heading = main.querySelector<HTMLElement>('h1') ?? main;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}
