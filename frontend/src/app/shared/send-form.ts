import { WritableSignal } from '@angular/core';
import { FieldTree, TreeValidationResult } from '@angular/forms/signals';

import { Failure } from '../core/api/failure';

/**
 * Send what a form holds, and tell what was wrong where the server refused it; what was typed stays.
 *
 * The server's remarks on single fields go each to the field that bears the same name here.
 */
export async function sendForm(
  failure: WritableSignal<Failure | null>,
  fields: Readonly<Record<string, FieldTree<string>>>,
  send: () => Promise<unknown>,
): Promise<TreeValidationResult> {
  failure.set(null);
  try {
    await send();
    return undefined;
  } catch (error) {
    const refusal = Failure.from(error);
    failure.set(refusal);
    return refusal.details.flatMap(({ field, message }) => {
      const fieldTree = field === undefined ? undefined : fields[field];
      return fieldTree ? [{ kind: 'server', message, fieldTree }] : [];
    });
  }
}
