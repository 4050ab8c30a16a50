import { z } from 'zod';

export const TimeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 08:30');

export const QuietHoursSchema = z
  .strictObject({ from: TimeOfDaySchema, to: TimeOfDaySchema })
  .refine(({ from, to }) => from !== to, 'from and to must differ');

const PersonalSettingsSchema = z.object({
  reminders: z.boolean().default(true),
  quietHours: QuietHoursSchema.optional(),
});

/** What somebody chose for themselves: whether they are reminded of their claims, and when not. */
export type PersonalSettings = z.output<typeof PersonalSettingsSchema>;

/** Where a person's settings are stored. */
export function personalSettingsKey(personId: string): string {
  return `person:${personId}`;
}

/** The settings as they were stored; what was never set, or is none any more, has its default. */
export function parsePersonalSettings(stored: unknown): PersonalSettings {
  const found = PersonalSettingsSchema.safeParse(stored ?? {});
  return found.success ? found.data : { reminders: true };
}
