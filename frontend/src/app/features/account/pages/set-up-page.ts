import { Component, inject, signal } from '@angular/core';
import { form, FormRoot, TreeValidationResult } from '@angular/forms/signals';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

import { Failure } from '../../../core/api/failure';
import { Languages } from '../../../core/language/languages';
import { homeOf, Session } from '../../../core/session/session';
import { FailureNotice } from '../../../shared/failure-notice';
import { formRules } from '../../../shared/form-rules';
import { PasswordField } from '../../../shared/password-field';
import { sendForm, sending } from '../../../shared/send-form';
import { TextField } from '../../../shared/text-field';
import { Accounts } from '../services/accounts';

@Component({
  selector: 'lentigo-set-up-page',
  imports: [FailureNotice, FormRoot, MatButton, PasswordField, RouterLink, TextField, TranslocoPipe],
  template: `
    <section class="lentigo-page lentigo-narrow">
      <h1>{{ 'account.setUp.heading' | transloco }}</h1>
      <p>
        {{ 'account.setUp.text' | transloco }}
      </p>
      <form class="lentigo-form lentigo-card" [formRoot]="form">
        <lentigo-text-field
          [label]="'account.setUp.code' | transloco"
          autocomplete="one-time-code"
          [field]="form.code"
        />
        <lentigo-text-field [label]="'account.setUp.name' | transloco" autocomplete="name" [field]="form.name" />
        <lentigo-text-field
          [label]="'frame.fields.email' | transloco"
          type="email"
          autocomplete="username"
          [field]="form.email"
        />
        <lentigo-password-field
          autocomplete="new-password"
          [hint]="'frame.rules.passwordHint' | transloco"
          [field]="form.password"
        />
        <lentigo-failure [error]="failure()" />
        <div class="lentigo-actions">
          <button matButton="filled" type="submit" disabledInteractive [disabled]="form().submitting()">
            {{ (form().submitting() ? 'account.setUp.busy' : 'account.setUp.act') | transloco }}
          </button>
        </div>
      </form>
      <p>
        {{ 'account.setUp.already' | transloco }} <a routerLink="/register">{{ 'account.register.act' | transloco }}</a>
      </p>
    </section>
  `,
})
export class SetUpPage {
  readonly #accounts = inject(Accounts);
  readonly #session = inject(Session);
  readonly #router = inject(Router);
  readonly #languages = inject(Languages);

  readonly #rules = formRules();
  protected readonly failure = signal<Failure | null>(null);
  protected readonly form = form(
    signal({ code: '', name: '', email: '', password: '' }),
    (path) => {
      this.#rules.present(path.code, 'account.setUp.codeMissing');
      this.#rules.newAccount(path);
    },
    { submission: sending(this.failure, () => this.#setUp()) },
  );

  #setUp(): Promise<TreeValidationResult> {
    const { code, name, email, password } = this.form;
    const typed = this.form().value();
    return sendForm(this.failure, { code, name, email, password }, async () => {
      await this.#accounts.setUp(typed.code.trim(), typed.name, typed.email, typed.password);
      const { code: language } = this.#languages.current();
      const account = await this.#session.signIn(typed.email, typed.password);
      // The server was not told the language of the very first account.
      await this.#languages.use(language).catch(() => undefined);
      await this.#session.keepLanguage(language);
      await this.#router.navigateByUrl(homeOf(account));
    });
  }
}
