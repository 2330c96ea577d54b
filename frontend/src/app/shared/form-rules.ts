import { inject } from '@angular/core';
import { email, maxLength, minLength, required, SchemaPath } from '@angular/forms/signals';

import { Texts } from '../core/language/texts';

/** What several forms ask for; made where a form is made, by `formRules()`. */
export interface FormRules {
  name(path: SchemaPath<string>): void;
  email(path: SchemaPath<string>): void;
  newPassword(path: SchemaPath<string>): void;
  /** Whose account it is, and the password it begins with. */
  newAccount(path: Readonly<Record<'name' | 'email' | 'password', SchemaPath<string>>>): void;
  /** Something must stand here; the key of what to say where nothing does. */
  present(path: SchemaPath<string>, key: string): void;
}

/** The rules with their sentences in the language of the page. */
export function formRules(): FormRules {
  const texts = inject(Texts);
  const says = (key: string): { message: () => string } => ({ message: () => texts.text(key) });
  const rules: FormRules = {
    name: (path) => {
      required(path, says('frame.rules.name'));
      maxLength(path, 200, says('frame.rules.nameLong'));
    },
    email: (path) => {
      required(path, says('frame.rules.email'));
      email(path, says('frame.rules.emailWrong'));
    },
    newPassword: (path) => {
      required(path, says('frame.rules.newPassword'));
      minLength(path, 8, says('frame.rules.passwordShort'));
      maxLength(path, 1024, says('frame.rules.passwordLong'));
    },
    newAccount: (path) => {
      rules.name(path.name);
      rules.email(path.email);
      rules.newPassword(path.password);
    },
    present: (path, key) => required(path, says(key)),
  };
  return rules;
}
