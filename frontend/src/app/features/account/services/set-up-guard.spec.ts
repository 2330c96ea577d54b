import { TestBed } from '@angular/core/testing';
import { ActivatedRouteSnapshot, CanActivateFn, RouterStateSnapshot, UrlTree } from '@angular/router';

import { Accounts } from './accounts';
import { setUpFirst, setUpOnce } from './set-up-guard';

describe('the guards of the set-up', () => {
  const setupNeeded = vi.fn<Accounts['setupNeeded']>();

  beforeEach(() => TestBed.configureTestingModule({ providers: [{ provide: Accounts, useValue: { setupNeeded } }] }));

  async function led(guard: CanActivateFn): Promise<string | true> {
    const route = {} as ActivatedRouteSnapshot;
    const way = await TestBed.runInInjectionContext(() => guard(route, {} as RouterStateSnapshot));
    return way instanceof UrlTree ? way.toString() : (way as true);
  }

  it('lead to the set-up as long as there is no administrator', async () => {
    setupNeeded.mockResolvedValue(true);
    expect([await led(setUpFirst), await led(setUpOnce)]).toEqual(['/setup', true]);
  });

  it('lead to the sign-in from then on', async () => {
    setupNeeded.mockResolvedValue(false);
    expect([await led(setUpFirst), await led(setUpOnce)]).toEqual([true, '/sign-in']);
  });

  it('let pass where nobody answers, since the page says so itself', async () => {
    setupNeeded.mockRejectedValue(new Error('no answer'));
    expect([await led(setUpFirst), await led(setUpOnce)]).toEqual([true, true]);
  });
});
