import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { eventually } from '../../../../eventually';
import { EXAMPLE } from '../../submissions/example-submission';
import { textsOf } from '../../../../texts-on-disk';
import { EXAMPLE_LESION } from '../example-lesion';
import { Lesions, SITES } from './lesions';

describe('Lesions', () => {
  let lesions: Lesions;

  beforeEach(() => {
    lesions = TestBed.inject(Lesions);
  });

  function request(asked: string): Promise<TestRequest> {
    const server = TestBed.inject(HttpTestingController);
    return eventually(() => server.expectOne(({ urlWithParams, method }) => `${method} ${urlWithParams}` === asked));
  }

  it('fetches the pictures of a spot a part at a time, and gives the earliest first', async () => {
    const found = lesions.pictures('a/b');
    const part = Array.from({ length: 100 }, (_, place) => ({ ...EXAMPLE, id: 300 - place }));
    (await request('GET /submissions?limit=100&lesion_id=a/b')).flush(part);
    (await request('GET /submissions?limit=100&lesion_id=a/b&before=201')).flush([{ ...EXAMPLE, id: 7 }]);
    const ids = (await found).map(({ id }) => id);
    expect(ids.slice(0, 2)).toEqual([7, 201]);
    expect(ids.at(-1)).toBe(300);
  });

  it('says which spot a submission shows, and that it shows none', async () => {
    const placed = lesions.place(17, EXAMPLE_LESION.id);
    const asked = await request('PUT /submissions/17/lesion');
    expect(asked.request.body).toEqual({ lesion_id: EXAMPLE_LESION.id });
    asked.flush(EXAMPLE);
    await placed;
    void lesions.place(17, null);
    expect((await request('PUT /submissions/17/lesion')).request.body).toEqual({ lesion_id: null });
  });

  it('knows words for every place on the body', () => {
    const { site } = textsOf('lesions', 'en') as unknown as { site: Record<string, string> };
    expect(Object.keys(site)).toEqual([...SITES]);
  });
});
