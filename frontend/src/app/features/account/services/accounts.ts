import { HttpClient, HttpContext } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { serverAddress } from '../../../core/api/server-address';
import { Account, Message, SetupState } from '../../../core/api/types';
import { takeEarly } from '../../../core/early-answers';
import { Languages } from '../../../core/language/languages';
import { WITHOUT_TOKEN } from '../../../core/session/session';

/** What a person does with an account of their own, signed in or not. */
@Injectable({ providedIn: 'root' })
export class Accounts {
  readonly #http = inject(HttpClient);
  readonly #languages = inject(Languages);

  register(name: string, email: string, password: string): Promise<Message> {
    const language = this.#languages.current().code;
    return this.#anonymously('/register', { name, email, password, language });
  }

  async setupNeeded(): Promise<boolean> {
    const early = await takeEarly<SetupState>(`${serverAddress()}/setup`);
    const context = new HttpContext().set(WITHOUT_TOKEN, true);
    return (early ?? (await firstValueFrom(this.#http.get<SetupState>('/setup', { context })))).needed;
  }

  setUp(code: string, name: string, email: string, password: string): Promise<Message> {
    return this.#anonymously('/setup', { code, name, email, password });
  }

  resetPassword(token: string, newPassword: string): Promise<Message> {
    return this.#anonymously('/reset-password', { token, new_password: newPassword });
  }

  rename(name: string): Promise<Account> {
    return firstValueFrom(this.#http.patch<Account>('/account', { name }));
  }

  changePassword(current: string, chosen: string): Promise<Message> {
    const body = { current_password: current, new_password: chosen };
    return firstValueFrom(this.#http.post<Message>('/account/password', body));
  }

  #anonymously(path: string, body: object): Promise<Message> {
    const context = new HttpContext().set(WITHOUT_TOKEN, true);
    return firstValueFrom(this.#http.post<Message>(path, body, { context }));
  }
}
