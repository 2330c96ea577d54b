import { Component, input, output } from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';

import { Day, Figure } from '../../../core/language/formats';
import { SecurePicture } from '../../submissions/components/secure-picture';
import { Choice, ComparedPicture } from '../services/comparison';

/** The pictures of a spot in a row, the earliest first; those that are compared are marked, and others can be chosen. */
@Component({
  selector: 'lentigo-picture-strip',
  imports: [Day, Figure, MatIcon, SecurePicture, TranslocoPipe],
  template: `
    <div role="group" [attr.aria-label]="'lesions.compare.strip' | transloco">
      @for (one of pictures(); track one.id) {
        <button
          type="button"
          [attr.aria-pressed]="choice().includes(one.id)"
          [attr.aria-disabled]="one.id === kept() ? 'true' : null"
          (click)="chosen.emit(one.id)"
        >
          <lentigo-secure-picture [path]="one.thumbnail" />
          <span>{{ one.created | day }}</span>
          <span class="number">
            @if (choice().includes(one.id)) {
              <mat-icon svgIcon="check" aria-hidden="true" />
            }
            {{ 'lesions.compare.number' | transloco: { id: (one.id | figure) } }}
          </span>
        </button>
      }
    </div>
  `,
  styleUrl: './picture-strip.scss',
})
export class PictureStrip {
  readonly pictures = input.required<readonly ComparedPicture[]>();
  readonly choice = input.required<Choice>();
  /** Number of the picture that is always compared; null where any two are. */
  readonly kept = input<number | null>(null);
  /** Number of the picture that was pressed. */
  readonly chosen = output<number>();
}
