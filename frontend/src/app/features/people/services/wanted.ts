import { Account } from '../../../core/api/types';

export const SHOWS = ['all', 'waiting', 'approved', 'deactivated'] as const;
export type Show = (typeof SHOWS)[number];

export const SORTS = ['newest', 'oldest', 'name', 'email'] as const;
export type Sort = (typeof SORTS)[number];

/** Which accounts an administrator wants to see. */
export interface Wanted {
  readonly q: string;
  readonly show: Show;
  readonly sort: Sort;
  /** The first is 0. */
  readonly page: number;
}

export const PAGE_SIZE = 20;

const SHOWN: Readonly<Record<Show, Record<string, boolean>>> = {
  all: {},
  waiting: { approved: false },
  approved: { approved: true },
  deactivated: { active: false },
};
const SORTED: Readonly<Record<Sort, { sort: 'created' | keyof Pick<Account, 'name' | 'email'>; descending: boolean }>> =
  {
    newest: { sort: 'created', descending: true },
    oldest: { sort: 'created', descending: false },
    name: { sort: 'name', descending: false },
    email: { sort: 'email', descending: false },
  };

/** As the server asks for it. */
export function paramsOf(wanted: Wanted): Record<string, string | number | boolean> {
  const q = wanted.q.trim();
  const place = { limit: PAGE_SIZE, offset: wanted.page * PAGE_SIZE };
  return { ...(q && { q }), ...SHOWN[wanted.show], ...SORTED[wanted.sort], ...place };
}

/** As it stands behind the question mark of the page's address, less what is usual. */
export function queryOf(wanted: Wanted): string {
  const { q, show, sort, page } = wanted;
  return new URLSearchParams({
    ...(q.trim() && { q: q.trim() }),
    ...(show !== 'all' && { show }),
    ...(sort !== 'newest' && { sort }),
    ...(page > 0 && { page: String(page + 1) }),
  }).toString();
}

/** Read the page's address; what it does not know is as usual. */
export function wantedOf(query: string): Wanted {
  const found = new URLSearchParams(query);
  return {
    q: found.get('q') ?? '',
    show: SHOWS.find((show) => show === found.get('show')) ?? 'all',
    sort: SORTS.find((sort) => sort === found.get('sort')) ?? 'newest',
    page: Math.max(0, Math.trunc(Number(found.get('page') ?? 1)) - 1) || 0,
  };
}
