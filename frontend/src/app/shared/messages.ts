import { inject, Injectable } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';

/** Says for a few seconds that something was done; read out when there is a pause. */
@Injectable({ providedIn: 'root' })
export class Messages {
  readonly #snackBar = inject(MatSnackBar);

  show(sentence: string): void {
    this.#snackBar.open(sentence, undefined, { duration: 5000, panelClass: 'lentigo-message' });
  }
}
