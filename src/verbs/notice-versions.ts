import { configHash, configOfCall } from '#src/domain/agent-config.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { WholeCall } from '#src/ports/store/calls.ts';
import type { SeenVersion } from '#src/ports/store/versions.ts';
import type { Tx } from '#src/ports/store.ts';

const HOUR_MS = 3_600_000;

/**
 * Keeps the versions that a batch of calls tells of, a read or two a batch, and wants people asked about those that nobody announced.
 * Nobody is asked about old calls that were imported, nor about an agent that Ratchet has only just met.
 */
export async function noticeVersions(tx: Tx, deps: Deps, wholes: readonly WholeCall[], now: Date): Promise<void> {
  const seen = seenIn(wholes);
  if (seen.length === 0) return;
  const times = {
    at: now,
    freshFrom: new Date(now.getTime() - deps.policy.grouping.cardMaxAgeHours * HOUR_MS),
    knownAt: new Date(now.getTime() - HOUR_MS),
  };
  const open = await tx.versions.notice(seen, times);
  if (deps.policy.versions.askAfterCalls === 0) return;
  for (const versionId of new Set(open.map(({ id }) => id)))
    await tx.enqueue({ name: 'ask-version', data: { versionId }, key: versionId });
}

/** Each configuration once, by its earliest call. */
function seenIn(wholes: readonly WholeCall[]): SeenVersion[] {
  const found = new Map<string, SeenVersion>();
  for (const { row, call } of wholes) {
    const told = configOfCall(call);
    if (!told) continue;
    // The text tells equal ones apart much faster than the hash, which is taken once each.
    const key = JSON.stringify([told.agent, told.version, told.config]);
    const known = found.get(key);
    if (known && known.seenAt <= row.startedAt) continue;
    const hash = known?.config.hash ?? configHash(told.config);
    found.set(key, { ...told, seenAt: row.startedAt, config: { hash, config: told.config, callId: row.id } });
  }
  return [...found.values()];
}
