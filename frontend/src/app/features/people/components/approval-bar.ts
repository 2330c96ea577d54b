import { Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { TranslocoPipe } from '@jsverse/transloco';

import { Figure } from '../../../core/language/formats';

/** Chooses all who wait on this page, and lets in those who were chosen. */
@Component({
  selector: 'lentigo-approval-bar',
  imports: [Figure, MatButton, MatCheckbox, TranslocoPipe],
  template: `
    <mat-checkbox
      [checked]="chosen() > 0 && chosen() === waiting()"
      [indeterminate]="chosen() > 0 && chosen() < waiting()"
      (change)="all.emit($event.checked)"
    >
      {{ 'people.bar.all' | transloco: { count: (waiting() | figure) } }}
    </mat-checkbox>
    @if (chosen() > 0) {
      <button matButton="filled" type="button" disabledInteractive [disabled]="busy()" (click)="approve('user')">
        {{ 'people.bar.approve' | transloco: { count: (chosen() | figure) } }}
      </button>
      <button matButton="outlined" type="button" disabledInteractive [disabled]="busy()" (click)="approve('doctor')">
        {{ 'people.bar.asDoctors' | transloco: { count: (chosen() | figure) } }}
      </button>
    }
  `,
  host: { class: 'lentigo-actions' },
})
export class ApprovalBar {
  /** Of those who are shown. */
  readonly waiting = input.required<number>();
  readonly chosen = input.required<number>();
  readonly busy = input(false);
  readonly all = output<boolean>();
  readonly approved = output<'user' | 'doctor'>();

  protected approve(role: 'user' | 'doctor'): void {
    // A button that keeps the focus while it is disabled can be pressed all the same.
    if (!this.busy()) {
      this.approved.emit(role);
    }
  }
}
