import { HttpClient } from '@angular/common/http';
import { HttpTestingController, TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';

import { Failure } from '../api/failure';
import { Account, SessionAnswer } from '../api/types';
import { homeOf, Session } from './session';
import { UploadLimit } from './upload-limit';
import { eventually } from '../../../eventually';

const ADA: Account = {
  _id: 'a1',
  name: 'Ada',
  email: 'ada@clinic.example',
  role: 'user',
  approved: true,
  must_change_password: false,
  created: '2026-11-22T10:00:00Z',
  active: true,
  language: 'en',
};

function answer(token: string, seconds = 900): SessionAnswer {
  return { access_token: token, expires_in: seconds, refreshes: true, account: ADA, max_upload_bytes: 35_000_000 };
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

  it('learns from the server how large a picture may be', async () => {
    expect(TestBed.inject(UploadLimit).megabytes()).toBe(20);
    await signIn();
    expect(TestBed.inject(UploadLimit).megabytes()).toBe(35);
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

  it('asks again for a session that the server could not be asked for', async () => {
    localStorage.setItem('lentigo.signed-in', '1');
    const first = session.restore();
    (await request('/session/refresh')).error(new ProgressEvent('error'));
    await first;
    expect(session.unanswered()).toBe(true);
    expect(localStorage.getItem('lentigo.signed-in')).toBe('1');
    const second = session.restore();
    (await request('/session/refresh')).flush(answer('t1'));
    await second;
    expect(session.unanswered()).toBe(false);
    expect(session.account()).toEqual(ADA);
  });

  it('of another origin than the server is never refreshed nor taken up', async () => {
    const signedIn = session.signIn('ada@clinic.example', 'a password');
    (await request('/session')).flush({ ...answer('t1', 900), refreshes: false });
    await signedIn;
    expect(localStorage.getItem('lentigo.signed-in')).toBeNull();
    await expect(session.token()).resolves.toBe('t1');
    await expect(session.refresh()).resolves.toBe(false);
  });

  it('asks only once for requests that come together', async () => {
    await signIn('old', 0);
    const tokens = Promise.all([session.token(), session.token(), session.token()]);
    (await request('/session/refresh')).flush(answer('new'));
    await expect(tokens).resolves.toEqual(['new', 'new', 'new']);
  });

  /** What lies over the page when the session is over. */
  async function dialog(): Promise<HTMLElement> {
    return eventually(() => {
      TestBed.tick();
      const found = document.querySelector<HTMLElement>('lentigo-sign-in-again-dialog');
      expect(found?.textContent).toContain('ada@clinic.example');
      return found as HTMLElement;
    });
  }

  it('asks to sign in again where one is, and goes on with what was asked for', async () => {
    await signIn('old', 0);
    const tokens = Promise.all([session.token(), session.token()]);
    (await request('/session/refresh')).flush(PROBLEM, OVER);
    const again = await dialog();
    expect(document.querySelectorAll('lentigo-sign-in-again-dialog')).toHaveLength(1);
    const input = again.querySelector('input') as HTMLInputElement;
    input.value = 'a password';
    input.dispatchEvent(new Event('input'));
    again.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    const asked = await request('/session');
    expect(asked.request.body).toEqual({ email: 'ada@clinic.example', password: 'a password' });
    asked.flush(answer('new'));
    await expect(tokens).resolves.toEqual(['new', 'new']);
  });

  it('forgets the person who would rather leave, and remembers the way back', async () => {
    await signIn('old', 0);
    const navigate = vi.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
    const forgotten = vi.fn();
    session.whenForgotten(forgotten);
    const token = session.token();
    (await request('/session/refresh')).flush(PROBLEM, OVER);
    [...(await dialog()).querySelectorAll('button')].find((button) => button.textContent.includes('Leave'))?.click();
    await expect(token).resolves.toBeNull();
    expect(session.account()).toBeNull();
    expect(forgotten).toHaveBeenCalledOnce();
    expect(localStorage.getItem('lentigo.signed-in')).toBeNull();
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

  describe('what waits on the device', () => {
    const deleteDatabase = vi.fn();

    beforeEach(() => {
      deleteDatabase.mockClear();
      vi.stubGlobal('indexedDB', { deleteDatabase });
    });

    afterEach(() => void vi.unstubAllGlobals());

    it('is erased by signing out, also where the page that keeps it was never opened', async () => {
      await signIn();
      vi.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
      const out = session.signOut();
      expect(deleteDatabase).toHaveBeenCalledExactlyOnceWith('lentigo.waiting');
      (await request('/session')).flush({ message: 'Signed out.' });
      await out;
    });

    it('outlasts a refresh that is refused, or that finds no network', async () => {
      localStorage.setItem('lentigo.signed-in', '1');
      const first = session.restore();
      (await request('/session/refresh')).error(new ProgressEvent('error'));
      await first;
      const second = session.restore();
      (await request('/session/refresh')).flush(PROBLEM, OVER);
      await second;
      expect(localStorage.getItem('lentigo.signed-in')).toBeNull();
      expect(deleteDatabase).not.toHaveBeenCalled();
    });

    it('outlasts a session that ran out', async () => {
      await signIn();
      vi.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
      await session.end();
      expect(session.account()).toBeNull();
      expect(deleteDatabase).not.toHaveBeenCalled();
    });
  });

  it('speaks the language of the account, and keeps another choice with it', async () => {
    const signedIn = session.signIn('ada@clinic.example', 'a password');
    (await request('/session')).flush({ ...answer('t1'), account: { ...ADA, language: 'fr' } });
    await signedIn;
    expect(document.documentElement.lang).toBe('fr');
    const kept = session.keepLanguage('ar');
    const asked = await request('/account');
    expect(asked.request).toMatchObject({ method: 'PATCH', body: { language: 'ar' } });
    asked.flush({ ...ADA, language: 'ar' });
    await kept;
    expect(session.account()?.language).toBe('ar');
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
    [{ role: 'admin' as const }, '/people'],
    [{ role: 'doctor' as const }, '/reviews'],
    [{}, '/assess'],
  ])('%o belongs at %s', (change, home) => {
    expect(homeOf({ ...ADA, ...change })).toBe(home);
  });
});
