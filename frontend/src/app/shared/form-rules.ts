import { email, FieldTree, maxLength, minLength, required, SchemaPath } from '@angular/forms/signals';

import { Failure } from '../core/api/failure';

export const PASSWORD_HINT = 'At least 8 characters. A few words in a row are easy to remember and hard to guess.';

export function nameRules(path: SchemaPath<string>): void {
  required(path, { message: 'Enter a name.' });
  maxLength(path, 200, { message: 'A name has at most 200 characters.' });
}

export function emailRules(path: SchemaPath<string>): void {
  required(path, { message: 'Enter an e-mail address.' });
  email(path, { message: 'This is not an e-mail address.' });
}

export function newPasswordRules(path: SchemaPath<string>): void {
  required(path, { message: 'Choose a password.' });
  minLength(path, 8, { message: 'The password needs at least 8 characters.' });
  maxLength(path, 1024, { message: 'The password has at most 1024 characters.' });
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
