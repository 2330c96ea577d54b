import { inject } from '@angular/core';
import { CanActivateFn, Router } from '@angular/router';

import { Role } from '../api/types';
import { homeOf, Session } from './session';

/** Signed in, in whatever state the account is. */
export const requireAccount: CanActivateFn = async (_route, state) => {
  const session = inject(Session);
  const router = inject(Router);
  await session.restore();
  return session.account() !== null || router.createUrlTree(['/sign-in'], { queryParams: { next: state.url } });
};

/** Signed in, approved, and with a password of one's own. */
export const requireActive: CanActivateFn = async (_route, state) => {
  const session = inject(Session);
  const router = inject(Router);
  await session.restore();
  const account = session.account();
  if (account === null) {
    return router.createUrlTree(['/sign-in'], { queryParams: { next: state.url } });
  }
  return session.active() || router.parseUrl(homeOf(account));
};

/** One of these roles; the others are sent to where they belong. Stands after `requireActive`. */
export function requireRole(...roles: Role[]): CanActivateFn {
  return () => {
    const session = inject(Session);
    const router = inject(Router);
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
  return router.parseUrl(account ? homeOf(account) : '/sign-in');
};
