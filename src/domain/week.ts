import { invalid } from '#src/errors.ts';

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** A stretch of time: startAt is in it, endAt is not. */
export type Span = { startAt: Date; endAt: Date };

/** The local calendar day of an instant in an IANA time zone: "2026-11-20". */
export function localDay(at: Date, zone: string): string {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(zone, format);
  }
  const parts: Record<string, string> = {};
  for (const part of format.formatToParts(at)) parts[part.type] = part.value;
  return `${(parts['year'] ?? '').padStart(4, '0')}-${parts['month']}-${parts['day']}`;
}

/** The day `days` later (or earlier): addDays("2026-12-31", 1) is "2027-01-01". */
export function addDays(day: string, days: number): string {
  return toDay(parseDay(day) + days * DAY_MS);
}

/** From the first instant of a local day to the first of the next: 23, 24 or 25 hours, none for a day a zone skipped. */
export function daySpan(day: string, zone: string): Span {
  return { startAt: startOfDay(day, zone), endAt: startOfDay(addDays(day, 1), zone) };
}

/** The ISO week of an instant in a zone: "2026-W47". */
export function isoWeek(at: Date, zone: string): string {
  return weekOfDay(localDay(at, zone));
}

/** The ISO week of a local day: it belongs to the year that its Thursday is in. */
export function weekOfDay(day: string): string {
  const time = parseDay(day);
  const thursday = time + (4 - isoWeekday(time)) * DAY_MS;
  const year = new Date(thursday).getUTCFullYear();
  const number = Math.floor((thursday - Date.UTC(year, 0, 1)) / DAY_MS / 7) + 1;
  return `${String(year).padStart(4, '0')}-W${String(number).padStart(2, '0')}`;
}

/** The seven local days of an ISO week, Monday first; throws `invalid` for a week that does not exist. */
export function weekDays(week: string): string[] {
  const monday = mondayOf(week);
  return Array.from({ length: 7 }, (_, i) => toDay(monday + i * DAY_MS));
}

/** From Monday's first instant to the next Monday's in the zone. */
export function weekSpan(week: string, zone: string): Span {
  const monday = mondayOf(week);
  return { startAt: startOfDay(toDay(monday), zone), endAt: startOfDay(toDay(monday + 7 * DAY_MS), zone) };
}

/** The week `weeks` later (or earlier). */
export function addWeeks(week: string, weeks: number): string {
  return weekOfDay(toDay(mondayOf(week) + weeks * 7 * DAY_MS));
}

export function previousWeek(week: string): string {
  return addWeeks(week, -1);
}

export function nextWeek(week: string): string {
  return addWeeks(week, 1);
}

function mondayOf(week: string): number {
  const match = /^(\d{4})-W(\d{2})$/.exec(week);
  if (match === null) throw invalid(`"${week.slice(0, 40)}" is not an ISO week; write it like 2026-W47.`);
  const january4 = Date.UTC(Number(match[1]), 0, 4);
  const monday = january4 + (1 - isoWeekday(january4) + (Number(match[2]) - 1) * 7) * DAY_MS;
  if (weekOfDay(toDay(monday)) !== week) throw invalid(`${match[1]} has no week ${match[2]}; write it like 2026-W47.`);
  return monday;
}

function parseDay(day: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || toDay(time) !== day)
    throw invalid(`"${day.slice(0, 40)}" is not a day; write it like 2026-11-20.`);
  return time;
}

function toDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function isoWeekday(time: number): number {
  return new Date(time).getUTCDay() || 7;
}

/** The first instant that the zone calls `day` (or later, where the zone skipped it); zones lie within 15 hours of UTC. */
function startOfDay(day: string, zone: string): Date {
  const guess = parseDay(day);
  let before = guess - 15 * 3_600_000;
  let reached = guess + 39 * 3_600_000;
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2);
    if (localDay(new Date(middle), zone) >= day) reached = middle;
    else before = middle;
  }
  return new Date(reached);
}
