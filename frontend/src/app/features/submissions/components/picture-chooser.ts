import { booleanAttribute, Component, ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { ACCEPTED, picturesOf } from '../services/picture-file';
import type { Photographed } from './camera-dialog';

/** Takes pictures by click, drop, paste or camera. */
@Component({
  selector: 'lentigo-picture-chooser',
  imports: [MatButton, MatIcon, TranslocoPipe],
  templateUrl: './picture-chooser.html',
  styleUrl: './picture-chooser.scss',
  host: {
    '(document:paste)': 'paste($event)',
    '(dragover)': 'over($event)',
    '(dragleave)': 'hovering.set(false)',
    '(drop)': 'drop($event)',
    '[class.hovering]': 'hovering()',
    '[class.compact]': 'compact()',
  },
})
export class PictureChooser {
  readonly #dialog = inject(MatDialog);
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
    event.preventDefault();
    this.hovering.set(true);
  }

  protected drop(event: DragEvent): void {
    event.preventDefault();
    this.hovering.set(false);
    this.#give(picturesOf(event.dataTransfer));
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
