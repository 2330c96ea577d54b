import { Component, ElementRef, inject, output, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { firstValueFrom } from 'rxjs';

import { ACCEPTED, pictureOf } from '../services/picture-file';

/** Takes a picture by click, drop, paste or camera. */
@Component({
  selector: 'lentigo-picture-chooser',
  imports: [MatButton, MatIcon],
  templateUrl: './picture-chooser.html',
  styleUrl: './picture-chooser.scss',
  host: {
    '(document:paste)': 'paste($event)',
    '(dragover)': 'over($event)',
    '(dragleave)': 'hovering.set(false)',
    '(drop)': 'drop($event)',
    '[class.hovering]': 'hovering()',
  },
})
export class PictureChooser {
  readonly #dialog = inject(MatDialog);
  readonly chosen = output<File>();

  protected readonly accepted = ACCEPTED;
  protected readonly hovering = signal(false);
  protected readonly cameraInput = viewChild.required<ElementRef<HTMLInputElement>>('camera');

  protected take(input: HTMLInputElement): void {
    const file = input.files?.[0];
    // Cleared, so that choosing the same file again is a choice again.
    input.value = '';
    if (file) {
      this.chosen.emit(file);
    }
  }

  protected paste(event: ClipboardEvent): void {
    const file = pictureOf(event.clipboardData);
    if (file) {
      event.preventDefault();
      this.chosen.emit(file);
    }
  }

  protected over(event: DragEvent): void {
    event.preventDefault();
    this.hovering.set(true);
  }

  protected drop(event: DragEvent): void {
    event.preventDefault();
    this.hovering.set(false);
    const file = pictureOf(event.dataTransfer);
    if (file) {
      this.chosen.emit(file);
    }
  }

  /** A telephone has a better camera application than any page; a desk has only the page. */
  protected async photograph(): Promise<void> {
    if (matchMedia('(pointer: coarse)').matches || !navigator.mediaDevices) {
      this.cameraInput().nativeElement.click();
      return;
    }
    const { CameraDialog } = await import('./camera-dialog');
    const dialog = this.#dialog.open<unknown, undefined, File>(CameraDialog, { maxWidth: '95vw' });
    const file = await firstValueFrom(dialog.afterClosed());
    if (file) {
      this.chosen.emit(file);
    }
  }
}
