import { type Activity, isPersonal, tenantOf } from './activity.ts';
import { isPersonId, parseChannel } from './channel-name.ts';
import type { Inbound } from './inbound.ts';

/** An older card would surprise more than it helps; its review posts it anew as soon as something changes. */
const FRESH_MS = 7 * 86_400_000;
const MAX_PARKED = 500;
const SYSTEM = { kind: 'system', id: 'system:teams', name: 'Ratchet' } as const;

/** The app was added (again) or a channel restored: cards of this week that could not be posted there are tried once more. */
export async function sendParkedAgain({ store, runtime, settings }: Inbound, activity: Activity): Promise<void> {
  const person = activity.from.aadObjectId ?? activity.from.id;
  const since = runtime.now().getTime() - FRESH_MS;
  // The event of a team names one of its channels only.
  const isMeant = (channel: string) => {
    const { tenant = settings.tenantId, id } = parseChannel(channel);
    if (tenant !== undefined && tenant !== tenantOf(activity)) return false;
    return isPersonal(activity) ? id === person : !isPersonId(id);
  };
  const parked = (await store.deliveries.parked(MAX_PARKED)).filter(
    ({ surface, channel, kind, createdAt }) =>
      surface === 'teams' && kind === 'card' && createdAt.getTime() > since && isMeant(channel),
  );
  if (parked.length === 0) return;
  const channels = new Set(parked.map(({ channel }) => channel));
  const event = { event: 'message.wanted_again', subject: 'surface:teams', facts: { messages: parked.length } };
  await store.write({ actor: SYSTEM, now: runtime.now() }, event, async (tx) => {
    for (const { surface, channel, subject, kind, createdAt } of parked)
      await tx.deliveries.want({ id: runtime.id(), surface, channel, subject, kind, createdAt });
    for (const channel of channels)
      await tx.enqueue({ name: 'deliver-channel', data: { surface: 'teams', channel }, key: `teams/${channel}` });
  });
}
