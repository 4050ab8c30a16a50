import { z } from 'zod';
import type { SystemActor } from '#src/domain/actor.ts';
import { AppError } from '#src/errors.ts';
import type { EventEnvelope } from './on-event.ts';
import type { SlackWorld } from './slack-world.ts';

const SLACK: SystemActor = { kind: 'system', id: 'slack', name: 'Slack' };
const Revoked = z.object({ tokens: z.object({ bot: z.array(z.string()).nullish() }).nullish() });

/** A workspace removed the app, or took its token back: the token is forgotten, whatever routes say. */
export async function onRemoval(world: SlackWorld, envelope: EventEnvelope): Promise<void> {
  const { team_id: team, event, event_time: seconds } = envelope;
  // A person's own token may be revoked without the app losing anything.
  if (event.type === 'tokens_revoked' && !Revoked.parse(event).tokens?.bot?.length) return;
  const installed = await world.store.installations.get('slack', team);
  world.workspaces.forget(team);
  // Told late of a removal, the app may have been installed again meanwhile.
  if (!installed || (seconds && installed.installedAt.getTime() > (seconds + 1) * 1_000)) return;
  await world.app.verbs.removeTeam(SLACK, { surface: 'slack', team }).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
  });
  world.workspaces.forget(team);
}
