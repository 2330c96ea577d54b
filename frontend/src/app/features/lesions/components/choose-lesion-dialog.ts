import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { MatIcon } from '@angular/material/icon';
import { TranslocoPipe } from '@jsverse/transloco';

import { Counted } from '../../../shared/counted';
import { FailureNotice } from '../../../shared/failure-notice';
import { Loading } from '../../../shared/loading';
import { SecurePicture } from '../../submissions/components/secure-picture';
import { OwnLesions } from '../services/own-lesions';
import { LesionPlace, LesionTitle } from './lesion-words';

/** The id of a spot, or the wish for one that is not there yet. */
export type Chosen = { readonly id: string } | 'new' | undefined;

/** Asks which of the person's spots a picture shows. */
@Component({
  selector: 'lentigo-choose-lesion-dialog',
  imports: [
    Counted,
    FailureNotice,
    LesionPlace,
    LesionTitle,
    Loading,
    MatButton,
    MatDialogModule,
    MatIcon,
    SecurePicture,
    TranslocoPipe,
  ],
  template: `
    <h2 mat-dialog-title>{{ 'lesions.choose.title' | transloco }}</h2>
    <mat-dialog-content>
      @if (own.all(); as all) {
        @if (all.length > 0) {
          <ul>
            @for (lesion of all; track lesion.id) {
              <li>
                <button
                  type="button"
                  [attr.aria-current]="lesion.id === current ? 'true' : null"
                  [mat-dialog-close]="{ id: lesion.id }"
                >
                  @if (lesion.latest; as latest) {
                    <lentigo-secure-picture [path]="'/submissions/' + latest.id + '/thumbnail'" />
                  } @else {
                    <span class="none"><mat-icon svgIcon="image" aria-hidden="true" /></span>
                  }
                  <span class="words">
                    <strong
                      ><bdi>{{ lesion | lesionTitle }}</bdi></strong
                    >
                    @if (lesion.name) {
                      <span>{{ lesion | lesionPlace }}</span>
                    }
                    <span class="lentigo-quiet">{{
                      lesion.pictures > 0
                        ? ('lesions.pictures.' | counted: lesion.pictures)
                        : ('lesions.row.none' | transloco)
                    }}</span>
                  </span>
                </button>
              </li>
            }
          </ul>
        } @else {
          <p>{{ 'lesions.choose.none' | transloco }}</p>
        }
      } @else if (own.loading()) {
        <lentigo-loading [label]="'lesions.list.fetching' | transloco" />
      }
      <lentigo-failure retriable [error]="own.failure()" (retry)="own.refresh()" />
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ 'lesions.form.cancel' | transloco }}</button>
      <button matButton="filled" type="button" mat-dialog-close="new">{{ 'lesions.list.add' | transloco }}</button>
    </mat-dialog-actions>
  `,
  styleUrl: './choose-lesion-dialog.scss',
})
export class ChooseLesionDialog {
  protected readonly own = inject(OwnLesions);
  /** The id of the spot that the picture shows now. */
  protected readonly current = inject<string | null>(MAT_DIALOG_DATA);

  constructor() {
    void this.own.refresh();
  }
}
