import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { Message, ResetLink } from '../../../core/api/types';

/** What an administrator does with other people's accounts; an account is named by its e-mail address. */
@Injectable({ providedIn: 'root' })
export class People {
  readonly #http = inject(HttpClient);

  approve(email: string, role: 'user' | 'doctor'): Promise<Message> {
    return firstValueFrom(this.#http.patch<Message>(`${user(email)}/approve`, { role }));
  }

  removeUser(email: string): Promise<Message> {
    return firstValueFrom(this.#http.delete<Message>(user(email)));
  }

  resetLink(email: string): Promise<ResetLink> {
    return firstValueFrom(this.#http.post<ResetLink>(`${user(email)}/reset-link`, {}));
  }

  addDoctor(name: string, email: string, password: string): Promise<Message> {
    return firstValueFrom(this.#http.post<Message>('/doctors', { name, email, password }));
  }

  removeDoctor(email: string): Promise<Message> {
    return firstValueFrom(this.#http.delete<Message>(`/doctors/${encodeURIComponent(email)}`));
  }
}

function user(email: string): string {
  return `/users/${encodeURIComponent(email)}`;
}
