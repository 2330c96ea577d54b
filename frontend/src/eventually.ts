import { vi } from 'vitest';

/** Try until it no longer fails; patient, because a busy machine is slow and not wrong. */
export function eventually<T>(check: () => T): Promise<T> {
  return vi.waitFor(check, { timeout: 4000 }) as Promise<T>;
}
