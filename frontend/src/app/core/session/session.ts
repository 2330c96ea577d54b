import { HttpClient, HttpContext, HttpContextToken, HttpHeaders } from '@angular/common/http';
import { computed, inject, Injectable, Injector, signal } from '@angular/core';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';

import { Failure } from '../api/failure';
import { Account, Message, SessionAnswer } from '../api/types';
import { LanguageCode, Languages, languageOf } from '../language/languages';
import { SIGNED_IN } from './signed-in-mark';
import { UploadLimit } from './upload-limit';
import { eraseWaiting } from './waiting-database';

/** Marks a request that carries no access token and is never repeated by the session interceptor. */
export const WITHOUT_TOKEN = new HttpContextToken<boolean>(() => false);

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
  readonly #injector = inject(Injector);
  readonly #languages = inject(Languages);
  readonly #uploadLimit = inject(UploadLimit);
  readonly #forgetters = new Set<() => void>();
  readonly #account = signal<Account | null>(null);
  readonly #unanswered = signal(false);
  #token: string | null = null;
  #expires = 0;
  #renewable = true;
  #restored: Promise<void> | null = null;
  #refreshing: Promise<boolean> | null = null;
  #recovering: Promise<boolean> | null = null;

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
      if (event.key === SIGNED_IN && event.newValue === null && this.account()) {
        void this.end();
      }
    });
  }

  /** Have something forgotten whenever the person is: whoever keeps anything of a person registers here. */
  whenForgotten(forget: () => void): void {
    this.#forgetters.add(forget);
  }

  /** Whether somebody may be signed in whose session the server could not be asked for. */
  readonly unanswered = this.#unanswered.asReadonly();

  /** Take up the session of an earlier visit, once a page load; again where the server could not be asked. */
  restore(): Promise<void> {
    this.#restored ??= localStorage.getItem(SIGNED_IN)
      ? this.refresh().then(
          (renewed) => {
            this.#unanswered.set(false);
            if (!renewed) {
              this.#forget();
            }
          },
          () => {
            this.#unanswered.set(true);
            this.#restored = null;
          },
        )
      : Promise.resolve();
    return this.#restored;
  }

  async signIn(email: string, password: string): Promise<Account> {
    const account = this.#adopt(await this.#ask('/session', { email, password }));
    if (account.must_change_password) {
      // Made by somebody else, who was not asked for a language.
      await this.keepLanguage(this.#languages.current().code);
    } else {
      // Where its texts do not come, the page goes on in the language that it speaks.
      await this.#languages.use(languageOf(account.language).code).catch(() => undefined);
    }
    return account;
  }

  /** Keep the language with the account, so that other devices speak it too; it is no matter if that fails. */
  async keepLanguage(language: LanguageCode): Promise<void> {
    if (this.account()) {
      try {
        this.#account.set(await firstValueFrom(this.#http.patch<Account>('/account', { language })));
      } catch {
        // This device speaks it all the same.
      }
    }
  }

  /**
   * The token for a request, renewed first when it is about to run out.
   *
   * Returns null when nobody is signed in, or no longer.
   */
  async token(): Promise<string | null> {
    const stale = this.account() !== null && Date.now() > this.#expires - SPARE_MS;
    return stale && !(await this.refresh()) && !(await this.recover()) ? null : this.#token;
  }

  /**
   * The session is over: ask the person to sign in again where they are, so that nothing typed is lost.
   *
   * Requests that come together share one question. Returns false when they would rather leave; they are out then.
   */
  recover(): Promise<boolean> {
    this.#recovering ??= this.#askAgain().finally(() => (this.#recovering = null));
    return this.#recovering;
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
    // Only here: what waits outlasts a session that ran out, for the same person.
    eraseWaiting();
    await this.#router.navigateByUrl('/sign-in');
    const headers = token ? HEADERS.set('Authorization', `Bearer ${token}`) : HEADERS;
    await firstValueFrom(this.#http.delete<Message>('/session', { headers, context: withoutToken() }));
  }

  /** The session is over and nobody signs in again here: to the sign-in page, which leads back. */
  async end(): Promise<void> {
    const next = this.#router.url;
    this.#forget();
    await this.#router.navigate(['/sign-in'], { queryParams: { ended: true, next } });
  }

  async #askAgain(): Promise<boolean> {
    const account = this.account();
    const { signedInAgain } = await import('./sign-in-again-dialog');
    if (account && (await signedInAgain(this.#injector, account.email))) {
      return true;
    }
    // Perhaps signed out in another tab meanwhile.
    if (this.account()) {
      await this.end();
    }
    return false;
  }

  async #renew(): Promise<boolean> {
    if (!this.#renewable) {
      // The page is of another origin than the server, which gave it no cookie.
      return false;
    }
    try {
      this.#adopt(await this.#ask('/session/refresh', {}));
      return true;
    } catch (error) {
      const failure = Failure.from(error);
      if (failure.status === 401 || failure.status === 403) {
        this.#token = null;
        this.#expires = 0;
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
    this.#unanswered.set(false);
    this.#renewable = answer.refreshes;
    this.#uploadLimit.told(answer.max_upload_bytes);
    if (answer.refreshes) {
      localStorage.setItem(SIGNED_IN, '1');
    }
    return answer.account;
  }

  #forget(): void {
    this.#token = null;
    this.#expires = 0;
    this.#renewable = true;
    this.#account.set(null);
    localStorage.removeItem(SIGNED_IN);
    this.#forgetters.forEach((forget) => forget());
  }
}

const HOMES: Readonly<Record<Account['role'], string>> = { user: '/assess', doctor: '/reviews', admin: '/people' };

/** Where a person belongs after signing in. */
export function homeOf(account: Account): string {
  if (account.must_change_password) {
    return '/change-password';
  }
  if (!account.approved) {
    return '/awaiting-approval';
  }
  return HOMES[account.role];
}

function withoutToken(): HttpContext {
  return new HttpContext().set(WITHOUT_TOKEN, true);
}

/** Refresh tokens rotate: two tabs that use the same one would look like a thief. */
function oneTabAtATime<T>(work: () => Promise<T>): Promise<T> {
  const locks = (globalThis.navigator as Partial<Navigator>).locks;
  return locks ? locks.request('lentigo.refresh', work) : work();
}
