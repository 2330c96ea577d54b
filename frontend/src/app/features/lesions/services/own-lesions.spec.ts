import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { eventually } from '../../../../eventually';
import { Session } from '../../../core/session/session';
import { EXAMPLE_LESION } from '../example-lesion';
import { OwnLesions } from './own-lesions';

describe('OwnLesions', () => {
  let forget: () => void;
  let own: OwnLesions;

  beforeEach(() => {
    const session = { token: () => Promise.resolve(null), whenForgotten: (how: () => void) => (forget = how) };
    TestBed.configureTestingModule({ providers: [{ provide: Session, useValue: session }] });
    own = TestBed.inject(OwnLesions);
  });

  function request(): Promise<TestRequest> {
    return eventually(() => TestBed.inject(HttpTestingController).expectOne('/lesions'));
  }

  it('keeps what it was told while it asks anew, and when that fails', async () => {
    const first = own.refresh();
    expect([own.all(), own.loading()]).toEqual([null, true]);
    (await request()).flush([EXAMPLE_LESION]);
    await first;
    const second = own.refresh();
    expect(own.all()).toEqual([EXAMPLE_LESION]);
    (await request()).error(new ProgressEvent('error'));
    await second;
    expect(own.all()).toEqual([EXAMPLE_LESION]);
    expect(own.failure()?.code).toBe('unreachable');
    expect(own.loading()).toBe(false);
  });

  it('takes in what is added, changed and removed here', async () => {
    const [renamed, added] = [
      { ...EXAMPLE_LESION, name: 'Nape' },
      { ...EXAMPLE_LESION, id: '2' },
    ];
    own.put(added);
    expect(own.all()).toBeNull();
    const asked = own.refresh();
    (await request()).flush([EXAMPLE_LESION]);
    await asked;
    own.put(added);
    own.put(renamed);
    expect(own.all()).toEqual([added, renamed]);
    own.drop(EXAMPLE_LESION.id);
    expect(own.all()).toEqual([added]);
  });

  it('shows nobody what was asked for by the person before', async () => {
    const asked = own.refresh();
    const answer = await request();
    forget();
    answer.flush([EXAMPLE_LESION]);
    await asked;
    expect([own.all(), own.loading()]).toEqual([null, false]);
  });
});
