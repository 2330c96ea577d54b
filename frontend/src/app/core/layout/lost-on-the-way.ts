import { Location } from '@angular/common';
import { inject, Injector } from '@angular/core';
import { NavigationError } from '@angular/router';

import { Connection } from '../connection/connection';
import { Texts } from '../language/texts';
import { tell } from './tell';

const RELOADED = 'lentigo.reloaded';
const SOON_MS = 20_000;

/**
 * A page whose code or texts could not be fetched.
 *
 * Where the server answers it has another version of the page meanwhile, which is loaded; else the person stays where
 * they are and is told so.
 */
export function lostOnTheWay(error: NavigationError): void {
  const injector = inject(Injector);
  if (inject(Connection).reachable() && !reloadedJustNow()) {
    sessionStorage.setItem(RELOADED, String(Date.now()));
    location.assign(inject(Location).prepareExternalUrl(error.url));
    return;
  }
  const sentence = inject(Texts).text('frame.failures.page');
  console.warn(error.error);
  tell(injector, sentence);
}

/** Loading once more did not help, then. */
function reloadedJustNow(): boolean {
  return Date.now() - Number(sessionStorage.getItem(RELOADED) ?? 0) < SOON_MS;
}
