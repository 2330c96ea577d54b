import { TestBed } from '@angular/core/testing';

import { Appearance } from './appearance';

describe('Appearance', () => {
  const appearance = (): Appearance => TestBed.inject(Appearance);
  const shown = (): string | undefined => document.documentElement.dataset['appearance'];

  beforeEach(() => localStorage.clear());

  it('follows the system until somebody chooses', () => {
    appearance().start();
    expect(shown()).toBe('system');
  });

  it('remembers the choice on this device', () => {
    appearance().use('contrast');
    expect(shown()).toBe('contrast');
    TestBed.resetTestingModule();
    appearance().start();
    expect(appearance().current()).toBe('contrast');
  });

  it('does not trip over what it does not know', () => {
    localStorage.setItem('lentigo.appearance', 'sepia');
    appearance().start();
    expect(shown()).toBe('system');
  });
});
