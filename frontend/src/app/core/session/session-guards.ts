import { inject } from '@angular/core';
import { CanActivateFn, RedirectCommand, Router, UrlTree } from '@angular/router';

import { Role } from '../api/types';
import { homeOf, Session } from './session';

/** Signed in, in whatever state the account is. */
export const requireAccount: CanActivateFn = async (_route, state) => {
  const session = inject(Session);
  const router = inject(Router);
  await session.restore();
  return session.account() !== null || entrance(session, router, state.url);
};

/** Signed in, approved, and with a password of one's own. */
export const requireActive: CanActivateFn = async (_route, state) => {
  const session = inject(Session);
  const router = inject(Router);
  await session.restore();
  const account = session.account();
  if (account === null) {
    return entrance(session, router, state.url);
  }
  return session.active() || router.parseUrl(homeOf(account));
};

/** One of these roles; the others are sent to where they belong. Stands after `requireActive`. */
export function requireRole(...roles: Role[]): CanActivateFn {
  return async () => {
    const session = inject(Session);
    const router = inject(Router);
    // Guards of one route run side by side: this one, too, has to know who it is.
    await session.restore();
    const account = session.account();
    return (
      (account !== null && roles.includes(account.role)) || router.parseUrl(account ? homeOf(account) : '/sign-in')
    );
  };
}

/** For pages that only make sense to somebody who is not signed in. */
export const requireVisitor: CanActivateFn = async () => {
  const session = inject(Session);
  const router = inject(Router);
  await session.restore();
  const account = session.account();
  return account === null || router.parseUrl(homeOf(account));
};

/** The bare address: to where the person belongs. */
export const goHome: CanActivateFn = async () => {
  const session = inject(Session);
  const router = inject(Router);
  await session.restore();
  const account = session.account();
  return account ? router.parseUrl(homeOf(account)) : entrance(session, router);
};

/** To the sign-in page, which leads back; where the server cannot be asked whether one is signed in, to wait for it. */
function entrance(session: Session, router: Router, next?: string): UrlTree | RedirectCommand {
  const query = { queryParams: { next } };
  if (!session.unanswered()) {
    return router.createUrlTree(['/sign-in'], query);
  }
  // The address stays that of the page that was asked for.
  return new RedirectCommand(router.createUrlTree(['/offline'], query), { skipLocationChange: true });
}
