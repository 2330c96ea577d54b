/**
 * Under which name the device keeps the pictures that wait for a network.
 *
 * It stands here because whoever signs out erases them, also where the page that keeps them was never opened.
 */
export const WAITING_DATABASE = 'lentigo.waiting';

/** Erase all that waits; a device that keeps nothing has nothing to erase. */
export function eraseWaiting(): void {
  try {
    // Work on it that began before is finished first, and then erased with the rest.
    (globalThis as Partial<typeof globalThis>).indexedDB?.deleteDatabase(WAITING_DATABASE);
  } catch {
    return;
  }
}
