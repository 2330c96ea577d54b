import { Component, computed, input, signal } from '@angular/core';
import { FieldTree, FormField } from '@angular/forms/signals';
import { MatIconButton } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIcon } from '@angular/material/icon';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';

import { FieldError } from './field-error';

/** A password, hidden until one asks to see it. */
@Component({
  selector: 'lentigo-password-field',
  imports: [FieldError, FormField, MatFormFieldModule, MatIcon, MatIconButton, MatInput, TranslocoPipe],
  template: `
    <mat-form-field appearance="outline" subscriptSizing="dynamic">
      <mat-label>{{ label() || ('frame.fields.password' | transloco) }}</mat-label>
      <input
        matInput
        class="lentigo-ltr"
        [type]="shown() ? 'text' : 'password'"
        [autocomplete]="autocomplete()"
        [formField]="field()"
      />
      <button
        matIconButton
        matSuffix
        type="button"
        [attr.aria-label]="(shown() ? 'frame.fields.hide' : 'frame.fields.show') | transloco"
        [attr.aria-pressed]="shown()"
        (click)="shown.set(!shown())"
      >
        <mat-icon [svgIcon]="shown() ? 'eye-off' : 'eye'" aria-hidden="true" />
      </button>
      @if (hint()) {
        <mat-hint>{{ hint() }}</mat-hint>
      }
      @for (error of errors(); track error.kind) {
        <mat-error><lentigo-field-error [error]="error" /></mat-error>
      }
    </mat-form-field>
  `,
  styles: `
    mat-form-field {
      inline-size: 100%;
    }
  `,
})
export class PasswordField {
  readonly field = input.required<FieldTree<string>>();
  readonly label = input('');
  readonly hint = input('');
  readonly autocomplete = input<'current-password' | 'new-password'>('current-password');
  protected readonly shown = signal(false);
  protected readonly errors = computed(() => this.field()().errors());
}
