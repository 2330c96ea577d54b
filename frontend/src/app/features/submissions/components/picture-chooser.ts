import { booleanAttribute, Component, ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { UploadLimit } from '../../../core/session/upload-limit';
import { ACCEPTED, picturesOf } from '../services/picture-file';
import type { Photographed } from './camera-dialog';

/** Takes pictures by click, paste, camera, or dropped anywhere on the page. */
@Component({
  selector: 'lentigo-picture-chooser',
  imports: [MatButton, MatIcon, TranslocoPipe],
  templateUrl: './picture-chooser.html',
  styleUrl: './picture-chooser.scss',
  host: {
    '(document:paste)': 'paste($event)',
    // Of the whole document: a picture dropped beside the box is meant for it, and the browser would open it in the page's
    // place.
    '(document:dragover)': 'over($event)',
    '(document:dragleave)': 'leave($event)',
    '(document:drop)': 'drop($event)',
    '[class.hovering]': 'hovering()',
    '[class.compact]': 'compact()',
  },
})
export class PictureChooser {
  readonly #dialog = inject(MatDialog);
  protected readonly limit = inject(UploadLimit);
  /** Smaller, where something was chosen already. */
  readonly compact = input(false, { transform: booleanAttribute });
  readonly chosen = output<File[]>();

  protected readonly accepted = ACCEPTED;
  protected readonly hovering = signal(false);
  protected readonly cameraInput = viewChild.required<ElementRef<HTMLInputElement>>('camera');

  protected take(input: HTMLInputElement): void {
    const files = [...(input.files ?? [])];
    // Cleared, so that choosing the same file again is a choice again.
    input.value = '';
    this.#give(files);
  }

  protected paste(event: ClipboardEvent): void {
    const files = picturesOf(event.clipboardData);
    if (files.length > 0) {
      event.preventDefault();
      this.#give(files);
    }
  }

  protected over(event: DragEvent): void {
    if (carriesFiles(event)) {
      event.preventDefault();
      this.hovering.set(true);
    }
  }

  protected leave(event: DragEvent): void {
    // From one part of the page to the next it leaves, too; out of the window it goes to no part.
    if (event.relatedTarget === null) {
      this.hovering.set(false);
    }
  }

  protected drop(event: DragEvent): void {
    this.hovering.set(false);
    if (carriesFiles(event)) {
      event.preventDefault();
      this.#give(picturesOf(event.dataTransfer));
    }
  }

  /** The page's own camera shows where the spot belongs; where a page may have none, the device's own is asked. */
  protected async photograph(): Promise<void> {
    if (!(navigator as Partial<Navigator>).mediaDevices) {
      return this.#ownCamera();
    }
    const { CameraDialog } = await import('./camera-dialog');
    const dialog = this.#dialog.open<unknown, undefined, Photographed>(CameraDialog, {
      maxWidth: '100vw',
    });
    const photographed = await firstValueFrom(dialog.afterClosed());
    if (photographed === 'app') {
      this.#ownCamera();
    } else if (photographed) {
      this.#give([photographed]);
    }
  }

  #ownCamera(): void {
    this.cameraInput().nativeElement.click();
  }

  #give(files: File[]): void {
    if (files.length > 0) {
      this.chosen.emit(files);
    }
  }
}

/** Words that are moved between two fields are none of ours. */
function carriesFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false;
}
