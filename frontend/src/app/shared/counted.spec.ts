import { TestBed } from '@angular/core/testing';

import { Languages } from '../core/language/languages';
import { Counted } from './counted';

describe('counted', () => {
  it.each([
    ['en', ['1 new message', '2 new messages', '3 new messages', '11 new messages', '1,200 new messages']],
    ['fr', ['1 nouveau message', '2 nouveaux messages', '3 nouveaux messages', '11 nouveaux messages']],
    ['ar', ['رسالة جديدة', 'رسالتان جديدتان', '3 رسائل جديدة', '11 رسالة جديدة']],
  ] as const)('takes the form that so many have in %s', async (code, wanted) => {
    await TestBed.inject(Languages).ensure('submissions');
    await TestBed.inject(Languages).use(code);
    try {
      const pipe = TestBed.runInInjectionContext(() => new Counted());
      const told = [1, 2, 3, 11, 1200].map((count) => pipe.transform('submissions.history.unread.', count));
      expect(told.slice(0, wanted.length)).toEqual(wanted);
    } finally {
      await TestBed.inject(Languages).use('en');
    }
  });
});
