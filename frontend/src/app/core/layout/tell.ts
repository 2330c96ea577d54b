import { Injector } from '@angular/core';

/**
 * Say something from within the frame.
 *
 * Most visits never need it, and it brings half of an overlay along; without a network it may be out of reach itself.
 */
export function tell(injector: Injector, sentence: string): void {
  import('../../shared/messages').then(
    ({ Messages }) => injector.get(Messages).show(sentence),
    () => alert(sentence),
  );
}
