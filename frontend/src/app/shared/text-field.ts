import { Component, computed, input } from '@angular/core';
import { FieldTree, FormField } from '@angular/forms/signals';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';

import { FieldError } from './field-error';

/** One line of text with its label and what is wrong with it. */
@Component({
  selector: 'lentigo-text-field',
  imports: [FieldError, FormField, MatFormFieldModule, MatInput],
  template: `
    <mat-form-field appearance="outline" subscriptSizing="dynamic">
      <mat-label>{{ label() }}</mat-label>
      <input
        matInput
        [class.lentigo-ltr]="type() === 'email'"
        [type]="type()"
        [autocomplete]="autocomplete()"
        [formField]="field()"
      />
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
export class TextField {
  readonly field = input.required<FieldTree<string>>();
  readonly label = input.required<string>();
  readonly type = input<'text' | 'email'>('text');
  readonly autocomplete = input<AutoFill>('off');
  readonly hint = input('');
  protected readonly errors = computed(() => this.field()().errors());
}
