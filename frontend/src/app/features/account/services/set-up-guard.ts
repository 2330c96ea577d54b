import { inject } from '@angular/core';
import { CanActivateFn, Router } from '@angular/router';

import { Accounts } from './accounts';

/** A fresh installation has nobody who could sign in: its first visitor makes the administrator. */
export const setUpFirst: CanActivateFn = async () => {
  const router = inject(Router);
  try {
    return (await inject(Accounts).setupNeeded()) ? router.parseUrl('/setup') : true;
  } catch {
    // The sign-in page itself will say that the server cannot be reached.
    return true;
  }
};
