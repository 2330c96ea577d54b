import { Clipboard } from '@angular/cdk/clipboard';
import { Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';

import { Account, ResetLink } from '../../../core/api/types';
import { Moment } from '../../../core/language/formats';
import { Notice } from '../../../shared/notice';

/** Shows a one-time link once, to be handed on by whatever way is safe. */
@Component({
  selector: 'lentigo-reset-link-dialog',
  imports: [MatButton, MatDialogModule, MatIcon, Moment, Notice, TranslocoPipe],
  template: `
    <h2 mat-dialog-title>{{ 'people.link.title' | transloco: { name: data.person.name } }}</h2>
    <mat-dialog-content>
      <p>
        {{ 'people.link.text' | transloco: { email: data.person.email, until: (data.link.expires | moment) } }}
      </p>
      <p class="link lentigo-ltr">{{ data.link.url }}</p>
      @if (copied() === false) {
        <lentigo-notice tone="error">{{ 'people.link.notCopied' | transloco }}</lentigo-notice>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ 'people.link.close' | transloco }}</button>
      <button matButton="filled" type="button" (click)="copy()">
        <mat-icon [svgIcon]="copied() ? 'check' : 'copy'" aria-hidden="true" />
        <span aria-live="polite">{{ (copied() ? 'people.link.copied' : 'people.link.copy') | transloco }}</span>
      </button>
    </mat-dialog-actions>
  `,
  styles: `
    .link,
    lentigo-notice {
      margin-block-start: var(--lentigo-space-4);
    }

    .link {
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
  readonly #clipboard = inject(Clipboard);
  /** Whether copying worked; null before it was tried. */
  protected readonly copied = signal<boolean | null>(null);

  /** Not by the browser's newer way, which is there with https only, and many a clinic's network has none. */
  protected copy(): void {
    this.copied.set(this.#clipboard.copy(this.data.link.url));
  }
}
