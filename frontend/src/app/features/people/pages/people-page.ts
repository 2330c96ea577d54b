import { Component } from '@angular/core';
import { MatTabsModule } from '@angular/material/tabs';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';

/** The administrator's frame: users on one tab, doctors on the other. */
@Component({
  selector: 'lentigo-people-page',
  imports: [MatTabsModule, RouterLink, RouterLinkActive, RouterOutlet],
  template: `
    <section class="lentigo-page">
      <h1>People</h1>
      <nav mat-tab-nav-bar mat-stretch-tabs="false" aria-label="People" [tabPanel]="panel">
        <a mat-tab-link routerLink="users" routerLinkActive #users="routerLinkActive" [active]="users.isActive"
          >Users</a
        >
        <a mat-tab-link routerLink="doctors" routerLinkActive #doctors="routerLinkActive" [active]="doctors.isActive">
          Doctors
        </a>
      </nav>
      <mat-tab-nav-panel #panel>
        <router-outlet />
      </mat-tab-nav-panel>
    </section>
  `,
})
export class PeoplePage {}
