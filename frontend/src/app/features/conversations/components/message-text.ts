import { Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

import { Moment } from '../../../core/language/formats';
import { Message } from '../services/conversations';

/** One message: by whom, when, and what; one's own stand at the other side. */
@Component({
  selector: 'lentigo-message-text',
  imports: [Moment, TranslocoPipe],
  template: `
    <p class="by">
      @if (message().mine) {
        <strong>{{ 'conversations.you' | transloco }}</strong>
      } @else if (message().name; as name) {
        <strong
          ><bdi>{{ name }}</bdi></strong
        >
        · {{ 'conversations.from.' + message().from | transloco }}
      } @else {
        <strong>{{ 'conversations.gone.' + message().from | transloco }}</strong>
      }
      · <time [attr.datetime]="message().time">{{ message().time | moment }}</time>
    </p>
    <!-- What somebody wrote is shown as text and never read as markup. -->
    <p class="text" dir="auto">{{ message().text }}</p>
  `,
  styleUrl: './message-text.scss',
  host: { '[class.mine]': 'message().mine' },
})
export class MessageText {
  readonly message = input.required<Message>();
}
