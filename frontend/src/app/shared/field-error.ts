import { Component, computed, inject, input } from '@angular/core';
import { ValidationError } from '@angular/forms/signals';

import { Refusals, Said } from '../core/api/refusals';
import { SaidText } from './said-text';
import { ServerError } from './send-form';

/** What is wrong with a field: by a rule of the page, or by what the server said of it. */
@Component({
  selector: 'lentigo-field-error',
  imports: [SaidText],
  template: `<lentigo-said [said]="said()" />`,
})
export class FieldError {
  readonly #refusals = inject(Refusals);

  readonly error = input.required<ValidationError>();
  protected readonly said = computed<Said>(() => {
    const { kind, message = '', code }: ValidationError & Pick<ServerError, 'code'> = this.error();
    return kind === 'server' ? this.#refusals.sayOfField({ message, code }) : { words: message, foreign: false };
  });
}
