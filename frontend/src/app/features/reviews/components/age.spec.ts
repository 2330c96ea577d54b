import { TestBed } from '@angular/core/testing';

import { Languages } from '../../../core/language/languages';
import { Age } from './age';

describe('age', () => {
  const age = (): Age => TestBed.runInInjectionContext(() => new Age());

  it('is told in the largest unit that gives a whole one', () => {
    const told = [60, 119, 120, 3600, 7300, 86_400, 180_000].map((seconds) => age().transform(seconds));
    expect(told).toEqual(['1 minute', '1 minute', '2 minutes', '1 hour', '2 hours', '1 day', '2 days']);
  });

  it.each([
    ['en', 'less than a minute', '2 minutes'],
    ['fr', "moins d'une minute", '2 minutes'],
    ['ar', 'أقل من دقيقة', 'دقيقتان'],
  ] as const)('of under a minute is no “0 minutes” in %s', async (code, short, two) => {
    await TestBed.inject(Languages).ensure('submissions');
    await TestBed.inject(Languages).use(code);
    try {
      expect([0, 59.9].map((seconds) => age().transform(seconds))).toEqual([short, short]);
      expect(age().transform(120).replace(/\s/, ' ')).toBe(two);
    } finally {
      await TestBed.inject(Languages).use('en');
    }
  });
});
