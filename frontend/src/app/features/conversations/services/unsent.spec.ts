import { TestBed } from '@angular/core/testing';

import { Session } from '../../../core/session/session';
import { Unsent } from './unsent';

const HERE = { side: 'patient', id: 17 } as const;
const THERE = { side: 'doctor', id: 17 } as const;

describe('Unsent', () => {
  let forget: () => void;
  let unsent: Unsent;

  beforeEach(() => {
    const session = { whenForgotten: (how: () => void) => (forget = how) };
    TestBed.configureTestingModule({ providers: [{ provide: Session, useValue: session }] });
    unsent = TestBed.inject(Unsent);
  });

  it('keeps the words of each conversation apart, and nothing of whoever has signed out', () => {
    unsent.keep(HERE, 'Hm?');
    unsent.keep(THERE, 'Well.');
    const key = unsent.keyOf(HERE, 'Hm?');
    expect([unsent.of(HERE), unsent.of(THERE)]).toEqual(['Hm?', 'Well.']);
    expect(unsent.keyOf(HERE, 'Hm?')).toBe(key);
    forget();
    expect([unsent.of(HERE), unsent.of(THERE)]).toEqual(['', '']);
    expect(unsent.keyOf(HERE, 'Hm?')).not.toBe(key);
  });

  it('gives the same words another key once they have arrived, and leaves what was typed meanwhile', () => {
    unsent.keep(HERE, 'Thanks');
    const key = unsent.keyOf(HERE, 'Thanks');
    unsent.keep(HERE, 'Thanks, and goodbye');
    unsent.arrived(HERE, 'Thanks');
    expect(unsent.of(HERE)).toBe('Thanks, and goodbye');
    expect(unsent.keyOf(HERE, 'Thanks')).not.toBe(key);
    unsent.arrived(HERE, 'Thanks, and goodbye');
    expect(unsent.of(HERE)).toBe('');
  });
});
