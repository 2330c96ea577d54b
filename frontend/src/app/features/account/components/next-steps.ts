import { Component } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

/** What happens next with a new account, step by step. */
@Component({
  selector: 'lentigo-next-steps',
  imports: [TranslocoPipe],
  template: `
    <section aria-labelledby="next">
      <h2 id="next">{{ 'account.register.next' | transloco }}</h2>
      <ol>
        <ng-content />
      </ol>
    </section>
  `,
  styles: `
    section,
    ol {
      display: grid;
      gap: var(--lentigo-space-2);
    }

    ol {
      margin: 0;
      padding-inline-start: 1.5rem;
    }
  `,
})
export class NextSteps {}
