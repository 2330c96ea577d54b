import { HttpClient } from '@angular/common/http';
import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';

import { Failure } from '../api/failure';
import { Account, SessionAnswer } from '../api/types';
import { homeOf, Session } from './session';
import { eventually } from '../../../eventually';

const ADA: Account = {
  _id: 'a1',
  name: 'Ada',
  email: 'ada@clinic.example',
  role: 'user',
  approved: true,
  must_change_password: false,
  created: '2026-11-22T10:00:00Z',
};

function answer(token: string, seconds = 900): SessionAnswer {
  return { access_token: token, expires_in: seconds, account: ADA };
}

const OVER = { status: 401, statusText: 'Unauthorized' };
const PROBLEM = { error: 'Sign in again.', message: 'Sign in again.', code: 'session_over', request_id: '1' };

describe('Session', () => {
  let session: Session;
  let server: HttpTestingController;

  beforeEach(() => {
    localStorage.clear();
    session = TestBed.inject(Session);
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => server.verify());

  /** The next request to this address, once the page has come round to sending it. */
  async function request(path: string): Promise<TestRequest> {
    return eventually(() => server.expectOne(path));
  }

  async function signIn(token = 't1', seconds = 900): Promise<void> {
    const signedIn = session.signIn('ada@clinic.example', 'a password');
    (await request('/session')).flush(answer(token, seconds));
    await signedIn;
  }

  it('keeps the token out of every storage', async () => {
    await signIn('very secret');
    expect(session.account()).toEqual(ADA);
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('very secret');
    expect(document.cookie).not.toContain('very secret');
  });

  it('does not ask for a session where nobody signed in before', async () => {
    await session.restore();
    expect(session.account()).toBeNull();
  });

  it('takes up an earlier session by the cookie, with the header that proves the page', async () => {
    localStorage.setItem('lentigo.signed-in', '1');
    const restored = session.restore();
    const asked = await request('/session/refresh');
    expect(asked.request.headers.get('X-Lentigo')).toBe('page');
    asked.flush(answer('t1'));
    await restored;
    expect(session.account()?.name).toBe('Ada');
    await expect(session.token()).resolves.toBe('t1');
  });

  it('asks only once for requests that come together', async () => {
    await signIn('old', 0);
    const tokens = Promise.all([session.token(), session.token(), session.token()]);
    (await request('/session/refresh')).flush(answer('new'));
    await expect(tokens).resolves.toEqual(['new', 'new', 'new']);
  });

  it('forgets the person when the session is over, and remembers the way back', async () => {
    await signIn('old', 0);
    const navigate = vi.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
    const token = session.token();
    (await request('/session/refresh')).flush(PROBLEM, OVER);
    await expect(token).resolves.toBeNull();
    expect(session.account()).toBeNull();
    expect(navigate).toHaveBeenCalledWith(['/sign-in'], { queryParams: { ended: true, next: '/' } });
  });

  it('keeps the session when the server cannot be reached', async () => {
    await signIn('old', 0);
    const token = session.token();
    token.catch(() => undefined);
    (await request('/session/refresh')).error(new ProgressEvent('error'));
    await expect(token).rejects.toBeInstanceOf(Failure);
    expect(session.account()).toEqual(ADA);
  });

  it('signs out on the server, and here at once', async () => {
    await signIn('t1');
    vi.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
    const out = session.signOut();
    expect(session.account()).toBeNull();
    const asked = await request('/session');
    expect(asked.request.method).toBe('DELETE');
    expect(asked.request.headers.get('Authorization')).toBe('Bearer t1');
    asked.flush({ message: 'Signed out.' });
    await out;
  });

  describe('under the interceptor', () => {
    it('sends the token with a request', async () => {
      await signIn('t1');
      const got = firstValueFrom(TestBed.inject(HttpClient).get('/submissions'));
      const asked = await request('/submissions');
      expect(asked.request.headers.get('Authorization')).toBe('Bearer t1');
      asked.flush([]);
      await got;
    });

    it('gets a new token after a 401 and asks once more', async () => {
      await signIn('t1');
      const got = firstValueFrom(TestBed.inject(HttpClient).get('/submissions'));
      (await request('/submissions')).flush(PROBLEM, OVER);
      (await request('/session/refresh')).flush(answer('t2'));
      const again = await request('/submissions');
      expect(again.request.headers.get('Authorization')).toBe('Bearer t2');
      again.flush(['row']);
      await expect(got).resolves.toEqual(['row']);
    });

    it('asks no third time', async () => {
      await signIn('t1');
      const got = firstValueFrom(TestBed.inject(HttpClient).get('/submissions'));
      got.catch(() => undefined);
      (await request('/submissions')).flush(PROBLEM, OVER);
      (await request('/session/refresh')).flush(answer('t2'));
      (await request('/submissions')).flush(PROBLEM, OVER);
      await expect(got).rejects.toMatchObject({ status: 401, message: 'Sign in again.' });
    });
  });
});

describe('homeOf', () => {
  it.each([
    [{ must_change_password: true }, '/change-password'],
    [{ approved: false }, '/awaiting-approval'],
    [{ role: 'admin' as const }, '/people/users'],
    [{ role: 'doctor' as const }, '/assess'],
    [{}, '/assess'],
  ])('%o belongs at %s', (change, home) => {
    expect(homeOf({ ...ADA, ...change })).toBe(home);
  });
});
