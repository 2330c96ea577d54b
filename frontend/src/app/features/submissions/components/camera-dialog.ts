import { Component, DestroyRef, ElementRef, inject, signal, viewChild } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';

/** A photograph, or the wish for the device's own camera application. */
export type Photographed = File | 'app' | undefined;

type Facing = 'environment' | 'user';

/** The camera in a window, with a circle where the spot belongs; closes with the photograph as a file. */
@Component({
  selector: 'lentigo-camera-dialog',
  imports: [FailureNotice, Loading, MatButton, MatDialogModule, MatIcon, MatIconButton, TranslocoPipe],
  templateUrl: './camera-dialog.html',
  styleUrl: './camera-dialog.scss',
})
export class CameraDialog {
  readonly #dialog = inject<MatDialogRef<CameraDialog, Photographed>>(MatDialogRef);
  readonly #destroyed = inject(DestroyRef);
  protected readonly video = viewChild.required<ElementRef<HTMLVideoElement>>('video');
  protected readonly ready = signal(false);
  protected readonly several = signal(false);
  protected readonly failure = signal<Failure | null>(null);
  /** Only a telephone or tablet has a camera application that takes better pictures than a page. */
  protected readonly hasApp = matchMedia('(pointer: coarse)').matches;
  readonly #facing = signal<Facing>('environment');
  #stream: MediaStream | null = null;

  constructor() {
    this.#destroyed.onDestroy(() => this.#stop());
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

  protected useApp(): void {
    this.#dialog.close('app');
  }

  protected async turn(): Promise<void> {
    this.#facing.update((facing) => (facing === 'environment' ? 'user' : 'environment'));
    this.#stop();
    await this.#open();
  }

  async #open(): Promise<void> {
    this.ready.set(false);
    this.failure.set(null);
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: this.#facing(), width: { ideal: 1920 }, height: { ideal: 1080 } },
      });
      this.#stream = stream;
      if (this.#destroyed.destroyed) {
        return this.#stop();
      }
      const video = this.video().nativeElement;
      video.srcObject = stream;
      await video.play();
      this.ready.set(true);
      // Before the camera is allowed a browser does not tell how many there are.
      const devices = await navigator.mediaDevices.enumerateDevices();
      this.several.set(devices.filter(({ kind }) => kind === 'videoinput').length > 1);
    } catch {
      this.failure.set(Failure.own({ key: 'submissions.camera.refused' }));
    }
  }

  #stop(): void {
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
  }
}
