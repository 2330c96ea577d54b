import { Component } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { PeopleDirectory } from '../components/people-directory';
import { PeopleTabs } from '../components/people-tabs';

/** Users and administrators, the newest first. */
@Component({
  selector: 'lentigo-users-page',
  imports: [PeopleDirectory, PeopleTabs, TranslocoPipe],
  template: `
    <section class="lentigo-page">
      <h1>{{ 'people.users.title' | transloco }}</h1>
      <lentigo-people-tabs />
      <lentigo-people-directory kind="users" />
    </section>
  `,
})
export class UsersPage {}
