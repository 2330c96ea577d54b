import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { ActivatedRouteSnapshot, CanActivateFn, RedirectCommand, RouterStateSnapshot, UrlTree } from '@angular/router';

import { Account, Role } from '../api/types';
import { goHome, requireAccount, requireActive, requireRole, requireVisitor } from './session-guards';
import { Session } from './session';

interface Somebody {
  readonly role?: Role;
  readonly approved?: boolean;
  readonly must_change_password?: boolean;
}

/** Where the guard lets a person go: the page itself, or another address. */
async function led(guard: CanActivateFn, person: Somebody | null | 'unanswered'): Promise<string> {
  const unanswered = person === 'unanswered';
  const account = !unanswered && person && { role: 'user', approved: true, must_change_password: false, ...person };
  const session = {
    account: signal((account || null) as Account | null),
    active: signal(account && account.approved && !account.must_change_password),
    unanswered: signal(unanswered),
    restore: () => Promise.resolve(),
  };
  TestBed.configureTestingModule({ providers: [{ provide: Session, useValue: session }] });
  const state = { url: '/history' } as RouterStateSnapshot;
  const verdict = await TestBed.runInInjectionContext(() => guard({} as ActivatedRouteSnapshot, state));
  if (verdict instanceof RedirectCommand) {
    return `${verdict.redirectTo.toString()}, at ${verdict.navigationBehaviorOptions?.skipLocationChange ? 'its address' : 'another'}`;
  }
  return verdict instanceof UrlTree ? verdict.toString() : verdict === true ? 'in' : 'nowhere';
}

describe('the guards', () => {
  it.each([
    ['a stranger signs in first and comes back', requireActive, null, '/sign-in?next=%2Fhistory'],
    ['a user gets in', requireActive, {}, 'in'],
    ['an unapproved person waits', requireActive, { approved: false }, '/awaiting-approval'],
    ['a given password is changed first', requireActive, { must_change_password: true }, '/change-password'],
    ['the change itself is open then', requireAccount, { must_change_password: true }, 'in'],
    ['but not to a stranger', requireAccount, null, '/sign-in?next=%2Fhistory'],
    ['the administrator sees people', requireRole('admin'), { role: 'admin' }, 'in'],
    ['a doctor does not', requireRole('admin'), { role: 'doctor' }, '/reviews'],
    ['a visitor may sign in', requireVisitor, null, 'in'],
    ['somebody signed in need not', requireVisitor, { role: 'admin' }, '/people'],
    [
      'who is signed in cannot be asked: one waits',
      requireActive,
      'unanswered',
      '/offline?next=%2Fhistory, at its address',
    ],
    ['and may sign in meanwhile', requireVisitor, 'unanswered', 'in'],
    ['the bare address waits as well', goHome, 'unanswered', '/offline, at its address'],
    ['the bare address asks a stranger to sign in', goHome, null, '/sign-in'],
    ['the bare address leads a user to assess', goHome, {}, '/assess'],
  ] as const)('%s', async (_name, guard, person, expected) => {
    expect(await led(guard, person)).toBe(expected);
  });

  it('ask for a role only when it is known who somebody is', async () => {
    const account = signal<Account | null>(null);
    const restore = (): Promise<void> => Promise.resolve().then(() => account.set({ role: 'doctor' } as Account));
    TestBed.configureTestingModule({ providers: [{ provide: Session, useValue: { account, restore } }] });
    const guard = requireRole('doctor');
    const verdict = TestBed.runInInjectionContext(() => guard({} as ActivatedRouteSnapshot, {} as RouterStateSnapshot));
    expect(await verdict).toBe(true);
  });
});
