import { httpResource } from '@angular/common/http';
import { booleanAttribute, Component, effect, input, signal } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';

/** A picture that only the signed-in person may see: fetched with the token, shown from memory. */
@Component({
  selector: 'lentigo-secure-picture',
  imports: [MatIcon, TranslocoPipe],
  template: `
    @if (address(); as address) {
      <img [src]="address" [alt]="alt()" />
    } @else if (bytes.error()) {
      <span
        class="missing"
        role="img"
        [attr.aria-label]="alt() ? ('submissions.heatMap.missing' | transloco: { what: alt() }) : null"
      >
        <mat-icon svgIcon="image" aria-hidden="true" />
      </span>
    }
  `,
  styles: `
    :host {
      display: block;
      overflow: hidden;
      background: var(--mat-sys-surface-container-high);
    }

    img {
      display: block;
      inline-size: 100%;
      block-size: 100%;
      object-fit: cover;
    }

    :host(.whole) img {
      object-fit: contain;
    }

    .missing {
      display: grid;
      place-items: center;
      block-size: 100%;
      color: var(--mat-sys-on-surface-variant);
    }
  `,
  host: { '[class.whole]': 'whole()' },
})
export class SecurePicture {
  readonly path = input.required<string>();
  readonly alt = input('');
  /** With room beside it rather than with its edges cut off. */
  readonly whole = input(false, { transform: booleanAttribute });

  protected readonly bytes = httpResource.blob(() => this.path());
  protected readonly address = signal<string | null>(null);

  constructor() {
    effect((onCleanup) => {
      const blob = this.bytes.hasValue() ? this.bytes.value() : null;
      const address = blob ? URL.createObjectURL(blob) : null;
      this.address.set(address);
      onCleanup(() => address && URL.revokeObjectURL(address));
    });
  }
}
