import { z } from 'zod';

/** Times that every part can hold in every zone: the database, weeks, and days as text. */
const FROM = Date.UTC(1970, 0, 1);
const UNTIL = Date.UTC(3000, 0, 1);
const WORDS = 'a time of the years 1970 to 2999 such as 2026-11-20T14:00:00Z';

const isHeld = (at: Date) => at.getTime() >= FROM && at.getTime() < UNTIL;

/** ISO 8601 with a zone, kept as text. */
export const TimeTextSchema = z.iso
  .datetime({ offset: true, abort: true })
  .refine((text) => isHeld(new Date(text)), WORDS);

/** The same as a Date; a day alone is its first instant in UTC. Our own code may give a Date. */
export const TimeSchema = z
  .union([z.iso.datetime({ offset: true }), z.iso.date(), z.date()], { error: WORDS })
  .transform((at) => new Date(at))
  .refine(isHeld, WORDS);
