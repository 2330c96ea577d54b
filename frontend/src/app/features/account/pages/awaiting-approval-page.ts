import { Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

@Component({
  selector: 'lentigo-awaiting-approval-page',
  imports: [MatButton, RouterLink],
  template: `
    <section class="lentigo-page lentigo-narrow">
      <h1>Your registration awaits approval</h1>
      <p>
        It has arrived. An administrator will look at it and open your account; until then you cannot sign in. There is
        nothing more for you to do.
      </p>
      <p>
        <strong>Do not wait for Lentigo with a spot that worries you.</strong> One that changes, bleeds or does not heal
        should be seen by a doctor now.
      </p>
      <div class="lentigo-actions"><a matButton="outlined" routerLink="/sign-in">Try to sign in</a></div>
    </section>
  `,
})
export class AwaitingApprovalPage {}
