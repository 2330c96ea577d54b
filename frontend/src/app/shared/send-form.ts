import { WritableSignal } from '@angular/core';
import { FieldTree, TreeValidationResult } from '@angular/forms/signals';

import { Failure } from '../core/api/failure';

/** What the server said of one field. */
export interface ServerError {
  readonly kind: 'server';
  readonly message: string;
  /** Stable name of what is the matter, where the server tells one. */
  readonly code?: string;
}

/** How a form is sent: what was refused before is no longer told when a second try ends at the form's own rules. */
export function sending(
  failure: WritableSignal<Failure | null>,
  action: () => Promise<TreeValidationResult>,
): { action: () => Promise<TreeValidationResult>; onInvalid: () => void } {
  return { action, onInvalid: () => failure.set(null) };
}

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
    return refusal.details.flatMap(({ field, message, code }) => {
      const fieldTree = field === undefined ? undefined : fields[field];
      return fieldTree ? [{ kind: 'server', message, ...(code && { code }), fieldTree }] : [];
    });
  }
}
