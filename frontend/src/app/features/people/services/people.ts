import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { components } from '../../../core/api/schema';
import { Account, Message, ResetLink } from '../../../core/api/types';

/** The two lists of the server: users together with administrators, and doctors. */
export type Kind = 'users' | 'doctors';

export type ApprovalResult = Readonly<components['schemas']['ApprovalResults']['results'][number]>;

/** What an administrator does with other people's accounts; an account is named by its e-mail address. */
@Injectable({ providedIn: 'root' })
export class People {
  readonly #http = inject(HttpClient);

  approve(email: string, role: 'user' | 'doctor'): Promise<Message> {
    return firstValueFrom(this.#http.patch<Message>(`${address('users', email)}/approve`, { role }));
  }

  /** Approve several; one that fails keeps no other back. */
  async approveMany(emails: readonly string[], role: 'user' | 'doctor'): Promise<readonly ApprovalResult[]> {
    const body = { emails, role };
    const answer = this.#http.post<components['schemas']['ApprovalResults']>('/users/approve', body);
    return (await firstValueFrom(answer)).results;
  }

  change(kind: Kind, email: string, change: { name?: string; active?: boolean }): Promise<Account> {
    return firstValueFrom(this.#http.patch<Account>(address(kind, email), change));
  }

  remove(kind: Kind, email: string): Promise<Message> {
    return firstValueFrom(this.#http.delete<Message>(address(kind, email)));
  }

  resetLink(email: string): Promise<ResetLink> {
    return firstValueFrom(this.#http.post<ResetLink>(`${address('users', email)}/reset-link`, {}));
  }

  addDoctor(name: string, email: string, password: string): Promise<Message> {
    return firstValueFrom(this.#http.post<Message>('/doctors', { name, email, password }));
  }
}

function address(kind: Kind, email: string): string {
  return `/${kind}/${encodeURIComponent(email)}`;
}
