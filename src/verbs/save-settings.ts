import { z } from 'zod';
import { hasRole } from '#src/domain/actor.ts';
import {
  type PersonalSettings,
  parsePersonalSettings,
  personalSettingsKey,
  QuietHoursSchema,
} from '#src/domain/personal-settings.ts';
import { forbidden, invalid } from '#src/errors.ts';
import type { Reads } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';
import { digestChoices, digestKey } from './digest-channel.ts';

/** Stores what somebody set for themselves; for admins also the channel of the digest ("" = every routed channel). */
export const saveSettings = verb({
  name: 'settings.save',
  input: z.object({
    reminders: z.boolean(),
    quietHours: QuietHoursSchema.optional(),
    digest: z.string().max(400).optional(),
  }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, { digest, ...personal }): Promise<PersonalSettings> {
    const choices = digestChoices(deps, ctx.actor);
    if (digest !== undefined && !hasRole(ctx.actor, 'admin'))
      throw forbidden('The channel of the digest is for admins to choose. Ask one of them.');
    const chosen = choices.find(({ value }) => value === digest);
    if (digest !== undefined && digest !== '' && !chosen)
      throw invalid('That channel gets no digest.', [{ path: 'digest', message: 'Pick one of the list.' }]);
    const groups = chosen ? [chosen.group] : [...new Set(choices.map(({ group }) => group))];
    return deps.store.write(ctx, { event: 'settings.saved', subject: `person:${ctx.actor.id}` }, async (tx) => {
      await tx.settings.putSetting(personalSettingsKey(ctx.actor.id), personal);
      if (digest !== undefined)
        for (const group of groups) await tx.settings.putSetting(digestKey(group), chosen?.channel ?? null);
      return personal;
    });
  },
});

/** What a person set, or the defaults. */
export async function personalSettings(reads: Pick<Reads, 'settings'>, personId: string): Promise<PersonalSettings> {
  return parsePersonalSettings(await reads.settings.setting(personalSettingsKey(personId)));
}
