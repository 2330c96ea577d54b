import { timeBetween } from './time-between';

describe('the time between two pictures', () => {
  it.each([
    ['2026-05-03T08:00:00', '2026-05-03T23:00:00', ''],
    ['2026-05-03T23:00:00', '2026-05-04T01:00:00', '1 day'],
    // The clocks were put forward in between.
    ['2026-03-28T12:00:00', '2026-03-30T12:00:00', '2 day'],
    ['2026-05-03T08:00:00', '2026-07-01T08:00:00', '59 day'],
    ['2026-05-03T08:00:00', '2026-07-02T08:00:00', '2 month'],
    ['2026-08-29T08:00:00', '2026-11-28T08:00:00', '3 month'],
    ['2024-05-03T08:00:00', '2026-04-02T08:00:00', '23 month'],
    ['2024-05-03T08:00:00', '2026-05-03T08:00:00', '2 year'],
    ['2023-11-30T08:00:00', '2026-11-28T08:00:00', '3 year'],
    ['2023-11-30T08:00:00', '2026-10-28T08:00:00', '2 year 11 month'],
  ])('from %s to %s is “%s”', (earlier, later, said) => {
    const spans = timeBetween(earlier, later);
    expect(spans.map(({ unit, count }) => `${count} ${unit}`).join(' ')).toBe(said);
  });
});
