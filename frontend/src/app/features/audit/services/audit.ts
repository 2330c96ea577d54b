import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { ParamMap, Params } from '@angular/router';
import { firstValueFrom } from 'rxjs';

import { components } from '../../../core/api/schema';
import { Account } from '../../../core/api/types';

export type AuditLines = Readonly<components['schemas']['AuditPage']>;
export type AuditLine = Readonly<AuditLines['lines'][number]>;

/** Which lines are wanted; an empty text asks for nothing. */
export interface Wanted {
  /** Id of the account that acted, or `nobody`, `operator`, `service`. */
  readonly who: string;
  /** Slug of the act. */
  readonly what: string;
  /** Id of what it was done to. */
  readonly record: string;
  /** Local times, as a field of the browser gives them: `2026-11-22T10:44`. */
  readonly since: string;
  readonly until: string;
}

export const EVERYTHING: Wanted = { who: '', what: '', record: '', since: '', until: '' };

const PAGE_SIZE = 50;

/** Who did what. */
@Injectable({ providedIn: 'root' })
export class Audit {
  readonly #http = inject(HttpClient);

  /** One page, newest first; `after` is `next` of the page before. */
  find(wanted: Wanted, after: string | null): Promise<AuditLines> {
    const params = { ...paramsOf(wanted), limit: PAGE_SIZE, ...(after !== null && { after }) };
    return firstValueFrom(this.#http.get<AuditLines>('/audit', { params }));
  }

  /** All of these lines as a file, complete with the codes of the chain. */
  file(wanted: Wanted): Promise<Blob> {
    return firstValueFrom(this.#http.get('/audit/export', { params: paramsOf(wanted), responseType: 'blob' }));
  }

  /** Everybody who has an account, to name those whom the audit knows by their ids only. */
  async people(): Promise<readonly Account[]> {
    const lists = ['/users', '/doctors'].map((path) => firstValueFrom(this.#http.get<Account[]>(path)));
    return (await Promise.all(lists)).flat();
  }
}

/** Read the page's address; what is no time there asks for nothing. */
export function wantedOf(address: ParamMap): Wanted {
  const text = (name: keyof Wanted): string => address.get(name) ?? '';
  const time = (name: keyof Wanted): string => (Number.isNaN(Date.parse(text(name))) ? '' : text(name));
  return { who: text('who'), what: text('what'), record: text('record'), since: time('since'), until: time('until') };
}

/** As it stands in the page's address, always in the same order and less what is empty. */
export function addressOf({ who, what, record, since, until }: Wanted): Params {
  const texts = { who, what, record: record.trim(), since, until };
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
}

function paramsOf({ since, until, who, what, record }: Wanted): Record<string, string> {
  const texts = { who, what: what.trim(), record: record.trim() };
  const times = { since, until };
  return Object.fromEntries([
    ...Object.entries(texts).filter(([, text]) => text !== ''),
    // With the zone, which the field leaves out.
    ...Object.entries(times)
      .filter(([, time]) => time !== '')
      .map(([name, time]) => [name, new Date(time).toISOString()]),
  ]) as Record<string, string>;
}
