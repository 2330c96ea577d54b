import { Component, inject } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';

import { Appearance, AppearanceName, APPEARANCES } from './appearance';

/** Chooses between light, dark and high contrast. */
@Component({
  selector: 'lentigo-appearance-chooser',
  imports: [MatIcon, TranslocoPipe],
  template: `
    <mat-icon svgIcon="contrast" aria-hidden="true" />
    <select #list [attr.aria-label]="'frame.appearance.title' | transloco" (change)="choose(list.value)">
      @for (name of all; track name) {
        <option [value]="name" [selected]="name === appearance.current()">
          {{ 'frame.appearance.' + name | transloco }}
        </option>
      }
    </select>
  `,
  styles: `
    @use 'chooser';

    @include chooser.chooser;
  `,
})
export class AppearanceChooser {
  protected readonly appearance = inject(Appearance);
  protected readonly all = APPEARANCES;

  protected choose(name: string): void {
    this.appearance.use(name as AppearanceName);
  }
}
