import { Component, DestroyRef, ElementRef, inject, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';

import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';

/** The computer's own camera in a window; closes with the photograph as a file. */
@Component({
  selector: 'lentigo-camera-dialog',
  imports: [FailureNotice, Loading, MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>Take a picture</h2>
    <mat-dialog-content>
      <video #video autoplay playsinline muted aria-label="What the camera sees" [hidden]="!ready()"></video>
      @if (failure()) {
        <lentigo-failure [error]="failure()" />
      } @else if (!ready()) {
        <lentigo-loading label="Waiting for the camera…" />
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>Cancel</button>
      <button matButton="filled" type="button" [disabled]="!ready()" (click)="shoot()">Take the picture</button>
    </mat-dialog-actions>
  `,
  styles: `
    video {
      display: block;
      max-inline-size: 100%;
      max-block-size: 50dvh;
      margin-inline: auto;
      border-radius: var(--lentigo-radius-small);
    }

    video[hidden] {
      display: none;
    }
  `,
})
export class CameraDialog {
  readonly #dialog = inject<MatDialogRef<CameraDialog, File>>(MatDialogRef);
  readonly #destroyed = inject(DestroyRef);
  protected readonly video = viewChild.required<ElementRef<HTMLVideoElement>>('video');
  protected readonly ready = signal(false);
  protected readonly failure = signal<Error | null>(null);

  constructor() {
    void this.#open();
  }

  protected shoot(): void {
    const video = this.video().nativeElement;
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    canvas.toBlob(
      (blob) => this.#dialog.close(blob ? new File([blob], 'camera.jpg', { type: 'image/jpeg' }) : undefined),
      'image/jpeg',
      0.95,
    );
  }

  async #open(): Promise<void> {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1920 }, height: { ideal: 1080 } },
      });
      const stop = (): void => stream.getTracks().forEach((track) => track.stop());
      if (this.#destroyed.destroyed) {
        return stop();
      }
      this.#destroyed.onDestroy(stop);
      const video = this.video().nativeElement;
      video.srcObject = stream;
      await video.play();
      this.ready.set(true);
    } catch {
      this.failure.set(new Error('The camera cannot be used. Allow it in the browser, or choose a file instead.'));
    }
  }
}
