import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { form, FormRoot, TreeValidationResult } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { Account } from '../../../core/api/types';
import { Texts } from '../../../core/language/texts';
import { FailureNotice } from '../../../shared/failure-notice';
import { formRules } from '../../../shared/form-rules';
import { Messages } from '../../../shared/messages';
import { sendForm, sending } from '../../../shared/send-form';
import { TextField } from '../../../shared/text-field';
import { Accounts } from '../services/accounts';

/** The own name, to be changed. */
@Component({
  selector: 'lentigo-profile-form',
  imports: [FailureNotice, FormRoot, MatButton, TextField, TranslocoPipe],
  template: `
    <form class="lentigo-form" [formRoot]="form">
      <lentigo-text-field [label]="'frame.fields.name' | transloco" autocomplete="name" [field]="form.name" />
      <lentigo-failure [error]="failure()" />
      <div class="lentigo-actions">
        <button matButton="outlined" type="submit" disabledInteractive [disabled]="form().submitting() || same()">
          {{ 'account.overview.nameSave' | transloco }}
        </button>
      </div>
    </form>
  `,
})
export class ProfileForm {
  readonly #accounts = inject(Accounts);
  readonly #messages = inject(Messages);
  readonly #texts = inject(Texts);
  readonly #rules = formRules();

  readonly account = input.required<Account>();
  /** The account as it is now. */
  readonly changed = output<Account>();
  protected readonly failure = signal<Failure | null>(null);
  readonly #typed = linkedSignal(() => ({ name: this.account().name }));
  protected readonly form = form(this.#typed, (path) => this.#rules.name(path.name), {
    submission: sending(this.failure, () => this.#save()),
  });
  protected readonly same = computed(() => this.form.name().value().trim() === this.account().name);

  #save(): Promise<TreeValidationResult> {
    const { name } = this.form;
    // Enter and a press send the form, although the button is disabled: it keeps the focus.
    if (this.same()) {
      return Promise.resolve(undefined);
    }
    return sendForm(this.failure, { name }, async () => {
      this.changed.emit(await this.#accounts.rename(name().value().trim()));
      this.#messages.show(this.#texts.text('account.overview.nameSaved'));
    });
  }
}
