import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { Accounts } from '../features/account/services/accounts';
import { askEarly, takeEarly } from './early-answers';

describe('what is asked before the page can', () => {
  const fetched = vi.fn<typeof fetch>();

  beforeEach(() => vi.stubGlobal('fetch', fetched));
  afterEach(() => vi.unstubAllGlobals());

  it('is given out once', async () => {
    fetched.mockResolvedValueOnce(Response.json({ needed: true }));
    askEarly('/setup');
    expect(await TestBed.inject(Accounts).setupNeeded()).toBe(true);
    expect(takeEarly('/setup')).toBeUndefined();
    TestBed.inject(HttpTestingController).verify();
  });

  it.each([
    ['an error', (): Promise<Response> => Promise.resolve(new Response('', { status: 503 }))],
    ['no answer', (): Promise<Response> => Promise.reject(new TypeError('offline'))],
    ['no JSON', (): Promise<Response> => Promise.resolve(new Response('<html>'))],
  ])('is asked for again after %s', async (_, answer) => {
    fetched.mockImplementationOnce(answer);
    askEarly('/setup');
    const asked = TestBed.inject(Accounts).setupNeeded();
    await vi.waitFor(() => TestBed.inject(HttpTestingController).expectOne('/setup').flush({ needed: false }));
    expect(await asked).toBe(false);
  });
});
