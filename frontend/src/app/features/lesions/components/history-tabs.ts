import { Component } from '@angular/core';

import { PageTabs } from '../../../shared/page-tabs';

/** Leads between all pictures and the spots that are followed over time. */
@Component({
  selector: 'lentigo-history-tabs',
  imports: [PageTabs],
  template: `<lentigo-page-tabs label="lesions.tabs.title" [tabs]="tabs" />`,
})
export class HistoryTabs {
  protected readonly tabs = [
    { path: '/history', text: 'lesions.tabs.pictures' },
    { path: '/spots', text: 'lesions.tabs.lesions' },
  ];
}
