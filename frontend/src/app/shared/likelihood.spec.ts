import { TestBed } from '@angular/core/testing';

import { Languages } from '../core/language/languages';
import { Likelihood } from './likelihood';

describe('likelihood', () => {
  it('has one decimal, whatever the figure and the language', async () => {
    const pipe = TestBed.runInInjectionContext(() => new Likelihood());
    expect([87, 64.53, 0.04, 100].map((value) => pipe.transform(value))).toEqual(['87.0%', '64.5%', '0.0%', '100.0%']);
    await TestBed.inject(Languages).use('fr');
    try {
      expect(pipe.transform(87)).toMatch(/^87,0\s%$/);
    } finally {
      await TestBed.inject(Languages).use('en');
    }
  });
});
