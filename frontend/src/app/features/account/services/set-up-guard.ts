import { inject } from '@angular/core';
import { CanActivateFn, Router, UrlTree } from '@angular/router';

import { Accounts } from './accounts';

/** A fresh installation has nobody who could sign in: its first visitor makes the administrator. */
export const setUpFirst: CanActivateFn = () => elsewhere(true, '/setup');

/** An installation is set up once: afterwards that address leads to where one signs in. */
export const setUpOnce: CanActivateFn = () => elsewhere(false, '/sign-in');

async function elsewhere(needed: boolean, path: string): Promise<true | UrlTree> {
  const router = inject(Router);
  try {
    return (await inject(Accounts).setupNeeded()) === needed ? router.parseUrl(path) : true;
  } catch {
    // The page itself will say that the server cannot be reached.
    return true;
  }
}
