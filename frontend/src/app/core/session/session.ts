import { HttpClient, HttpContext, HttpContextToken, HttpHeaders } from '@angular/common/http';
import { computed, inject, Injectable, signal } from '@angular/core';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';

import { Failure } from '../api/failure';
import { Account, Message, SessionAnswer } from '../api/types';

/** Marks a request that carries no access token and is never repeated by the session interceptor. */
export const WITHOUT_TOKEN = new HttpContextToken<boolean>(() => false);

// The refresh cookie is invisible to scripts; this mark only says that asking for a session is worth while.
const MARK = 'lentigo.signed-in';
const HEADERS = new HttpHeaders({ 'X-Lentigo': 'page' });
const SPARE_MS = 10_000;

/**
 * Who is signed in. The access token lives in memory only; a page load and a token that has run out
 * get a new one by the refresh cookie.
 */
@Injectable({ providedIn: 'root' })
export class Session {
  readonly #http = inject(HttpClient);
  readonly #router = inject(Router);
  readonly #account = signal<Account | null>(null);
  #token: string | null = null;
  #expires = 0;
  #restored: Promise<void> | null = null;
  #refreshing: Promise<boolean> | null = null;

  readonly account = this.#account.asReadonly();
  readonly admin = computed(() => this.account()?.role === 'admin');
  /** Whether the account may do more than look after itself. */
  readonly active = computed(() => {
    const account = this.account();
    return account !== null && account.approved && !account.must_change_password;
  });

  constructor() {
    globalThis.addEventListener('storage', (event) => {
      // Signed out in another tab: nothing of this person may stay on the screen here.
      if (event.key === MARK && event.newValue === null && this.account()) {
        void this.end();
      }
    });
  }

  /** Take up the session of an earlier visit, once a page load. */
  restore(): Promise<void> {
    this.#restored ??= localStorage.getItem(MARK)
      ? this.refresh().then(
          () => undefined,
          () => undefined,
        )
      : Promise.resolve();
    return this.#restored;
  }

  async signIn(email: string, password: string): Promise<Account> {
    const answer = await this.#ask('/session', { email, password });
    return this.#adopt(answer);
  }

  /**
   * The token for a request, renewed first when it is about to run out.
   *
   * Returns null when nobody is signed in.
   */
  async token(): Promise<string | null> {
    const stale = this.#token !== null && Date.now() > this.#expires - SPARE_MS;
    if (stale && !(await this.refresh())) {
      await this.end();
    }
    return this.#token;
  }

  /**
   * Ask for a new access token; requests that come together share one.
   *
   * Returns false when the session is over. Throws a `Failure` when the server could not be asked.
   */
  refresh(): Promise<boolean> {
    this.#refreshing ??= oneTabAtATime(() => this.#renew()).finally(() => (this.#refreshing = null));
    return this.#refreshing;
  }

  async signOut(): Promise<void> {
    const token = this.#token;
    this.#forget();
    await this.#router.navigateByUrl('/sign-in');
    const headers = token ? HEADERS.set('Authorization', `Bearer ${token}`) : HEADERS;
    await firstValueFrom(this.#http.delete<Message>('/session', { headers, context: withoutToken() }));
  }

  /** The server no longer knows this session: sign in again and come back to where one was. */
  async end(): Promise<void> {
    const next = this.#router.url;
    this.#forget();
    await this.#router.navigate(['/sign-in'], { queryParams: { ended: true, next } });
  }

  async #renew(): Promise<boolean> {
    try {
      this.#adopt(await this.#ask('/session/refresh', {}));
      return true;
    } catch (error) {
      const failure = Failure.from(error);
      if (failure.status === 401 || failure.status === 403) {
        this.#forget();
        return false;
      }
      throw failure;
    }
  }

  #ask(path: string, body: object): Promise<SessionAnswer> {
    return firstValueFrom(this.#http.post<SessionAnswer>(path, body, { headers: HEADERS, context: withoutToken() }));
  }

  #adopt(answer: SessionAnswer): Account {
    this.#token = answer.access_token;
    this.#expires = Date.now() + answer.expires_in * 1000;
    this.#account.set(answer.account);
    localStorage.setItem(MARK, '1');
    return answer.account;
  }

  #forget(): void {
    this.#token = null;
    this.#expires = 0;
    this.#account.set(null);
    localStorage.removeItem(MARK);
  }
}

/** Where a person belongs after signing in. */
export function homeOf(account: Account): string {
  if (account.must_change_password) {
    return '/change-password';
  }
  if (!account.approved) {
    return '/awaiting-approval';
  }
  return account.role === 'admin' ? '/people/users' : '/assess';
}

function withoutToken(): HttpContext {
  return new HttpContext().set(WITHOUT_TOKEN, true);
}

/** Refresh tokens rotate: two tabs that use the same one would look like a thief. */
function oneTabAtATime<T>(work: () => Promise<T>): Promise<T> {
  const locks = (globalThis.navigator as Partial<Navigator>).locks;
  return locks ? locks.request('lentigo.refresh', work) : work();
}
