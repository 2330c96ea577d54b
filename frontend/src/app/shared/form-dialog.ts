import { ESCAPE, hasModifierKey } from '@angular/cdk/keycodes';
import { ComponentType } from '@angular/cdk/portal';
import { MatDialog, MatDialogConfig, MatDialogRef } from '@angular/material/dialog';
import { filter } from 'rxjs';

/**
 * Open a dialog into which something is typed: a press beside it throws none of that away; Escape, as Cancel, does, and
 * so does another page, as when the session has ended.
 */
export function openForm<Dialog, Data, Result>(
  dialogs: MatDialog,
  dialog: ComponentType<Dialog>,
  config: MatDialogConfig<Data>,
): MatDialogRef<Dialog, Result> {
  const opened = dialogs.open<Dialog, Data, Result>(dialog, {
    closeOnNavigation: 'url-change',
    ...config,
    disableClose: true,
  });
  opened
    .keydownEvents()
    .pipe(filter((event) => event.keyCode === ESCAPE && !hasModifierKey(event)))
    .subscribe((event) => {
      event.preventDefault();
      opened.close();
    });
  return opened;
}
