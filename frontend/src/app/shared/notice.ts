import { Component, computed, input } from '@angular/core';
import { MatIcon } from '@angular/material/icon';

export type NoticeTone = 'error' | 'offline' | 'warning' | 'info' | 'success';

const ICONS: Readonly<Record<NoticeTone, string>> = {
  error: 'alert',
  offline: 'offline',
  warning: 'alert',
  info: 'info',
  success: 'check',
};

/** A few words in a coloured box; an error is read out at once, the others when there is a pause. */
@Component({
  selector: 'lentigo-notice',
  imports: [MatIcon],
  template: `
    <mat-icon [svgIcon]="icon()" aria-hidden="true" />
    <div class="words"><ng-content /></div>
  `,
  styleUrl: './notice.scss',
  host: { '[class]': 'tone()', '[attr.role]': "tone() === 'error' || tone() === 'offline' ? 'alert' : 'status'" },
})
export class Notice {
  readonly tone = input<NoticeTone>('info');
  protected readonly icon = computed(() => ICONS[this.tone()]);
}
