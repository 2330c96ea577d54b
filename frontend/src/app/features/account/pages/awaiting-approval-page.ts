import { Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

@Component({
  selector: 'lentigo-awaiting-approval-page',
  imports: [MatButton, RouterLink, TranslocoPipe],
  template: `
    <section class="lentigo-page lentigo-narrow">
      <h1>{{ 'account.awaiting.heading' | transloco }}</h1>
      <p>
        {{ 'account.awaiting.text' | transloco }}
      </p>
      <section class="next" aria-labelledby="next">
        <h2 id="next">{{ 'account.register.next' | transloco }}</h2>
        <ol>
          <li>{{ 'account.awaiting.next1' | transloco }}</li>
          <li>{{ 'account.awaiting.next2' | transloco }}</li>
          <li>{{ 'account.awaiting.next3' | transloco }}</li>
        </ol>
      </section>
      <p>
        <strong>{{ 'account.awaiting.urgent' | transloco }}</strong>
        {{ 'account.awaiting.urgentText' | transloco }}
      </p>
      <div class="lentigo-actions">
        <a matButton="outlined" routerLink="/sign-in">{{ 'account.awaiting.signIn' | transloco }}</a>
      </div>
    </section>
  `,
  styles: `
    .next {
      display: grid;
      gap: var(--lentigo-space-2);
    }

    ol {
      display: grid;
      gap: var(--lentigo-space-2);
      margin: 0;
      padding-inline-start: 1.5rem;
    }
  `,
})
export class AwaitingApprovalPage {}
