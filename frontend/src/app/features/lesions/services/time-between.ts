/** So much time, in one unit. */
export interface Span {
  readonly unit: 'day' | 'month' | 'year';
  readonly count: number;
}

const DAY_MS = 86_400_000;
/** Of the mean month of the Gregorian calendar. */
const MONTH_DAYS = 365.2425 / 12;
/** From here on nobody counts in days any more. */
const MANY_DAYS = 60;

/**
 * The time between two moments as people say it: days at first, later months, from two years on years and months;
 * to the nearest month, since three months less a day are not two.
 *
 * Nothing at all on the same day. By the calendar of the device, as the dates beside it.
 */
export function timeBetween(earlier: string, later: string): readonly Span[] {
  const [from, to] = [new Date(earlier), new Date(later)];
  // Noon has no summer time that makes a day longer or shorter than the division below takes it.
  const days = Math.round((noon(to) - noon(from)) / DAY_MS);
  if (days < MANY_DAYS) {
    return days > 0 ? [{ unit: 'day', count: days }] : [];
  }
  const months = Math.round(days / MONTH_DAYS);
  if (months < 24) {
    return [{ unit: 'month', count: months }];
  }
  const rest = months % 12;
  const years: Span = { unit: 'year', count: Math.floor(months / 12) };
  return rest > 0 ? [years, { unit: 'month', count: rest }] : [years];
}

function noon(date: Date): number {
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate(), 12);
}
