import { Component } from '@angular/core';

import { PageTabs } from '../../../shared/page-tabs';

/** Leads between the users and the doctors. */
@Component({
  selector: 'lentigo-people-tabs',
  imports: [PageTabs],
  template: `<lentigo-page-tabs label="people.tabs" [tabs]="tabs" />`,
})
export class PeopleTabs {
  protected readonly tabs = [
    { path: '/people', text: 'people.users.tab' },
    { path: '/doctors', text: 'people.doctors.title' },
  ];
}
