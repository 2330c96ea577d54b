/**
 * Do this once at a time: as long as it goes on, asking for it again does nothing.
 *
 * For what opens a dialog that has to be fetched first, and is not over the button yet that opens it.
 */
export function oneAtATime<Args extends readonly unknown[]>(
  work: (...args: Args) => Promise<void>,
): (...args: Args) => Promise<void> {
  let goesOn = false;
  return async (...args) => {
    if (goesOn) {
      return;
    }
    goesOn = true;
    try {
      await work(...args);
    } finally {
      goesOn = false;
    }
  };
}
