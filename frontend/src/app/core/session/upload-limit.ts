import { computed, Injectable, signal } from '@angular/core';

/** What the server takes unless it is set otherwise. */
const USUAL_BYTES = 20_000_000;

/** How large a picture file may be; as usual until the server has told. */
@Injectable({ providedIn: 'root' })
export class UploadLimit {
  readonly #bytes = signal(USUAL_BYTES);
  readonly bytes = this.#bytes.asReadonly();
  readonly megabytes = computed(() => Math.floor(this.#bytes() / 1_000_000));

  told(bytes: number): void {
    this.#bytes.set(bytes);
  }
}
