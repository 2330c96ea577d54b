import { Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';

import { ConditionName } from '../../../shared/condition-name';
import { FailureNotice } from '../../../shared/failure-notice';
import { Removal } from '../services/removals';

/** Stands for a short while in the place of what was deleted, and gives it back. */
@Component({
  selector: 'lentigo-deleted-row',
  imports: [ConditionName, FailureNotice, MatButton, MatIcon, TranslocoPipe],
  template: `
    <p role="status">
      {{
        'submissions.history.deleted'
          | transloco: { id: removal().submission.id, condition: (removal().submission.class | conditionName) }
      }}
    </p>
    <lentigo-failure [error]="removal().failure" />
    <button matButton="outlined" type="button" [disabled]="removal().restoring" (click)="undone.emit()">
      <mat-icon svgIcon="undo" aria-hidden="true" />
      {{ 'submissions.history.undo' | transloco }}
    </button>
  `,
  styles: `
    :host {
      display: grid;
      flex: 1;
      gap: var(--lentigo-space-2);
      justify-items: start;
      align-content: center;
      min-block-size: 6rem;
    }
  `,
})
export class DeletedRow {
  readonly removal = input.required<Removal>();
  readonly undone = output();
}
