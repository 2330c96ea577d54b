import { inject } from '@angular/core';
import { email, FieldTree, maxLength, minLength, required, SchemaPath } from '@angular/forms/signals';

import { Failure } from '../core/api/failure';
import { Texts } from '../core/language/texts';

/** What several forms ask for; made where a form is made, by `formRules()`. */
export interface FormRules {
  name(path: SchemaPath<string>): void;
  email(path: SchemaPath<string>): void;
  newPassword(path: SchemaPath<string>): void;
  /** Something must stand here; the key of what to say where nothing does. */
  present(path: SchemaPath<string>, key: string): void;
}

/** The rules with their sentences in the language of the page. */
export function formRules(): FormRules {
  const texts = inject(Texts);
  const says = (key: string): { message: () => string } => ({ message: () => texts.text(key) });
  return {
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
    present: (path, key) => required(path, says(key)),
  };
}

/** The server's remarks on single fields, each for the field of the form that bears the same name. */
export function fieldErrors(
  failure: Failure,
  fields: Readonly<Record<string, FieldTree<string>>>,
): { kind: string; message: string; fieldTree: FieldTree<string> }[] {
  return failure.details.flatMap(({ field, message }) => {
    const fieldTree = field === undefined ? undefined : fields[field];
    return fieldTree ? [{ kind: 'server', message, fieldTree }] : [];
  });
}
