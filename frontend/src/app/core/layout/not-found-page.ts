import { Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';

@Component({
  selector: 'lentigo-not-found-page',
  imports: [MatButton, RouterLink],
  template: `
    <section class="lentigo-page lentigo-narrow">
      <h1>There is no such page</h1>
      <p>The address may be mistyped, or what stood here was deleted.</p>
      <div class="lentigo-actions"><a matButton="filled" routerLink="/">Go to the start</a></div>
    </section>
  `,
})
export class NotFoundPage {}
