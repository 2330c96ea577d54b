import { Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { NextSteps } from '../components/next-steps';

@Component({
  selector: 'lentigo-awaiting-approval-page',
  imports: [MatButton, NextSteps, RouterLink, TranslocoPipe],
  template: `
    <section class="lentigo-page lentigo-narrow">
      <h1>{{ 'account.awaiting.heading' | transloco }}</h1>
      <p>
        {{ 'account.awaiting.text' | transloco }}
      </p>
      <lentigo-next-steps>
        <li>{{ 'account.awaiting.next1' | transloco }}</li>
        <li>{{ 'account.awaiting.next2' | transloco }}</li>
        <li>{{ 'account.awaiting.next3' | transloco }}</li>
      </lentigo-next-steps>
      <p>
        <strong>{{ 'account.awaiting.urgent' | transloco }}</strong>
        {{ 'account.awaiting.urgentText' | transloco }}
      </p>
      <div class="lentigo-actions">
        <a matButton="outlined" routerLink="/sign-in">{{ 'account.awaiting.signIn' | transloco }}</a>
      </div>
    </section>
  `,
})
export class AwaitingApprovalPage {}
