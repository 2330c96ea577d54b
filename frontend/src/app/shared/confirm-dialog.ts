import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialog, MatDialogModule } from '@angular/material/dialog';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button that does it says: a verb. */
  readonly act: string;
}

/** Asks before something is done that cannot be undone. */
@Component({
  selector: 'lentigo-confirm-dialog',
  imports: [MatButton, MatDialogModule, TranslocoPipe],
  template: `
    <h2 mat-dialog-title>{{ question.title }}</h2>
    <mat-dialog-content>{{ question.text }}</mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" [mat-dialog-close]="false" cdkFocusInitial>
        {{ 'frame.confirm.keep' | transloco }}
      </button>
      <button matButton="filled" type="button" class="danger" [mat-dialog-close]="true">{{ question.act }}</button>
    </mat-dialog-actions>
  `,
  styles: `
    .danger {
      --mat-button-filled-container-color: var(--mat-sys-error);
      --mat-button-filled-label-text-color: var(--mat-sys-on-error);
    }
  `,
})
export class ConfirmDialog {
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
}

/**
 * Ask the question; true when the person said yes.
 *
 * The focus returns to `back`, which is needed where what was pressed is gone by then, as in a menu.
 */
export async function confirmed(
  dialog: MatDialog,
  question: Question,
  back: HTMLElement | boolean = true,
): Promise<boolean> {
  const answer = dialog.open<ConfirmDialog, Question, boolean>(ConfirmDialog, {
    data: question,
    role: 'alertdialog',
    restoreFocus: back,
    // Another page is no place for the question, as when the session has ended.
    closeOnNavigation: 'url-change',
  });
  return (await firstValueFrom(answer.afterClosed())) === true;
}
