import { DatePipe } from '@angular/common';
import { Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';

import { Account, ResetLink } from '../../../core/api/types';

/** Shows a one-time link once, to be handed on by whatever way is safe. */
@Component({
  selector: 'lentigo-reset-link-dialog',
  imports: [DatePipe, MatButton, MatDialogModule, MatIcon],
  template: `
    <h2 mat-dialog-title>Link for {{ data.person.name }}</h2>
    <mat-dialog-content>
      <p>
        Whoever opens this link can choose a new password for {{ data.person.email }}. It works once, until
        {{ data.link.expires | date: 'medium' }}, and is not shown again.
      </p>
      <p class="link">{{ data.link.url }}</p>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>Close</button>
      <button matButton="filled" type="button" (click)="copy()">
        <mat-icon [svgIcon]="copied() ? 'check' : 'copy'" aria-hidden="true" />
        <span aria-live="polite">{{ copied() ? 'Copied' : 'Copy' }}</span>
      </button>
    </mat-dialog-actions>
  `,
  styles: `
    .link {
      margin-block-start: var(--lentigo-space-4);
      padding: var(--lentigo-space-3);
      border-radius: var(--lentigo-radius-small);
      background: var(--mat-sys-surface-container-highest);
      color: var(--mat-sys-on-surface);
      overflow-wrap: anywhere;
      user-select: all;
    }
  `,
})
export class ResetLinkDialog {
  protected readonly data = inject<{ readonly person: Account; readonly link: ResetLink }>(MAT_DIALOG_DATA);
  protected readonly copied = signal(false);

  protected async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.data.link.url);
    this.copied.set(true);
  }
}
