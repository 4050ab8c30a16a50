import { maySeeAgent } from '#src/domain/actor.ts';
import { configOf } from '#src/domain/agent-version.ts';
import type { Alarm } from '#src/domain/alarm.ts';
import { diffVersions, type VersionDiff } from '#src/domain/version-diff.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Reads, Tx } from '#src/ports/store.ts';
import type { Context } from '#src/verb.ts';
import { type AlarmView, alarmCard, partialAlarmCard } from '#src/views/alarm-card.ts';
import { onlookerOf, postWhere } from './announce.ts';

/** What an alarm's card shows beside the alarm itself, read before the transaction. */
export type AlarmParts = Pick<AlarmView, 'calls' | 'diff'>;

export async function alarmParts(reads: Pick<Reads, 'alarms' | 'versions'>, alarm: Alarm): Promise<AlarmParts> {
  const [calls, diff] = await Promise.all([reads.alarms.clearCalls(alarm.callIds), diffOf(reads, alarm)]);
  return { calls, ...(diff && { diff }) };
}

async function diffOf(
  { versions }: Pick<Reads, 'versions'>,
  { agents, facts }: Alarm,
): Promise<VersionDiff | undefined> {
  const { version, previousVersion } = facts;
  const [agent] = agents;
  if (agent === undefined || version === undefined || previousVersion === undefined) return undefined;
  const [before, now] = await Promise.all([versions.of(agent, previousVersion), versions.of(agent, version)]);
  if (!before || !now || before.configs.length === 0 || now.configs.length === 0) return undefined;
  return diffVersions(configOf(before), configOf(now));
}

/** Posts the card of an alarm where all of its agents are routed to, and where some are one that says so much; or edits those that are there. */
export async function postAlarm(tx: Tx, deps: Deps, ctx: Context, alarm: Alarm, parts: AlarmParts): Promise<void> {
  const card = alarmCard({ alarm, ...parts, baseUrl: deps.baseUrl });
  await postWhere(tx, deps, ctx, `alarm:${alarm.id}`, (channel) => {
    const seen = alarm.agents.filter((agent) => maySeeAgent(onlookerOf(channel), agent));
    if (seen.length === 0) return undefined;
    return { card: seen.length === alarm.agents.length ? card : partialAlarmCard(alarm, seen, deps.baseUrl) };
  });
}
