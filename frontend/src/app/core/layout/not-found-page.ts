import { Component } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

@Component({
  selector: 'lentigo-not-found-page',
  imports: [MatButton, RouterLink, TranslocoPipe],
  template: `
    <section class="lentigo-page lentigo-narrow">
      <h1>{{ 'frame.notFound.title' | transloco }}</h1>
      <p>{{ 'frame.notFound.text' | transloco }}</p>
      <div class="lentigo-actions">
        <a matButton="filled" routerLink="/">{{ 'frame.notFound.start' | transloco }}</a>
      </div>
    </section>
  `,
})
export class NotFoundPage {}
