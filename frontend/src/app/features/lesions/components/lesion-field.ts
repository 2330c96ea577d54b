import { Component, computed, effect, inject, untracked } from '@angular/core';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';

import { ChosenLesion } from '../services/chosen-lesion';
import { OwnLesions } from '../services/own-lesions';
import { LesionPlace } from './lesion-words';

/** Asks which spot the pictures show that are sent next; nothing at all to a person who follows none. */
@Component({
  selector: 'lentigo-lesion-field',
  imports: [LesionPlace, MatFormFieldModule, MatInput, TranslocoPipe],
  template: `
    @if (offered()) {
      <mat-form-field appearance="outline" subscriptSizing="dynamic">
        <mat-label>{{ 'lesions.field.label' | transloco }}</mat-label>
        <select #list matNativeControl (change)="chosen.id.set(list.value || null)">
          <option value="">{{ 'lesions.field.none' | transloco }}</option>
          @if (unknown(); as id) {
            <option selected [value]="id">{{ 'lesions.field.chosen' | transloco }}</option>
          }
          @for (lesion of own.all(); track lesion.id) {
            <option [value]="lesion.id" [selected]="lesion.id === chosen.id()">
              {{
                lesion.name
                  ? ('lesions.field.named' | transloco: { name: lesion.name, place: (lesion | lesionPlace) })
                  : (lesion | lesionPlace)
              }}
            </option>
          }
        </select>
        <mat-hint>{{ 'lesions.field.hint' | transloco }}</mat-hint>
      </mat-form-field>
    }
  `,
  styles: `
    mat-form-field {
      inline-size: 100%;
      max-inline-size: 28rem;

      /* On the smallest screens a raised label has more room in the layout than is seen of it. */
      overflow-x: clip;
    }
  `,
  host: { '[hidden]': '!offered()' },
})
export class LesionField {
  protected readonly own = inject(OwnLesions);
  protected readonly chosen = inject(ChosenLesion);

  /** A choice from another page, as long as it is not told what that spot is called. */
  protected readonly unknown = computed(() => {
    const id = this.chosen.id();
    return this.own.all()?.some((lesion) => lesion.id === id) ? null : id;
  });
  protected readonly offered = computed(() => (this.own.all()?.length ?? 0) > 0 || this.chosen.id() !== null);

  constructor() {
    // Once, and not at every visit. Where they cannot be had, one sends without: nobody has asked for them.
    let asked = this.own.all() === null;
    if (asked) {
      void this.own.refresh();
    }
    effect(() => {
      if (this.unknown() === null || this.own.loading() || this.own.failure()) {
        return;
      }
      if (asked) {
        // It is followed no longer.
        this.chosen.id.set(null);
      } else {
        asked = true;
        untracked(() => void this.own.refresh());
      }
    });
  }
}
