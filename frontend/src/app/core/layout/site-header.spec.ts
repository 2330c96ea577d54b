import { signal } from '@angular/core';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';

import { Account, Role } from '../api/types';
import { Languages } from '../language/languages';
import { Session } from '../session/session';
import { PLACES } from './places';
import { SiteHeader } from './site-header';

describe('SiteHeader', () => {
  let fixture: ComponentFixture<SiteHeader>;
  const account = signal<Account | null>(null);
  const active = signal(true);

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [{ provide: Session, useValue: { account, active, keepLanguage: vi.fn() } }],
    });
    fixture = TestBed.createComponent(SiteHeader);
  });

  async function places(role: Role | null): Promise<string[]> {
    account.set(role && ({ role } as Account));
    await fixture.whenStable();
    const page = fixture.nativeElement as HTMLElement;
    return [...page.querySelectorAll('nav a')].map((link) => link.textContent.trim());
  }

  it('shows nobody in particular no places at all', async () => {
    expect(await places(null)).toEqual([]);
  });

  it('leads each role to its own places, in the language of the page', async () => {
    expect(await places('user')).toEqual(expect.arrayContaining(['Assess', 'History', 'Account']));
    expect(await places('user')).not.toContain('People');
    expect(await places('admin')).toEqual(expect.arrayContaining(['Dashboard', 'People', 'Audit', 'History', 'Learn']));
    await TestBed.inject(Languages).use('fr');
    expect(await places('admin')).toContain('Personnes');
    await TestBed.inject(Languages).use('en');
  });

  it.each(Object.entries(PLACES))('fits what %s has along the bottom of a telephone', (_role, found) => {
    expect(found.filter(({ roomy }) => !roomy).length).toBeLessThanOrEqual(5);
  });

  it.each(['/history', '/history/17', '/spots', '/spots/0194?x=y'])(
    'says at %s that one is in the history',
    async (path) => {
      await places('user');
      const router = TestBed.inject(Router);
      router.resetConfig([{ path: '**', children: [] }]);
      await router.navigateByUrl(path);
      await fixture.whenStable();
      const here = (fixture.nativeElement as HTMLElement).querySelectorAll('nav a.here');
      expect([...here].map((link) => link.textContent.trim())).toEqual(['History']);
      expect(here[0]?.getAttribute('aria-current')).toBe('page');
    },
  );

  it('shows no places to somebody who waits for approval', async () => {
    active.set(false);
    expect(await places('user')).toEqual([]);
    active.set(true);
  });
});
