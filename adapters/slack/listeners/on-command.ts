import { z } from 'zod';
import type { Answer } from '#src/interactions/answer.ts';
import { actorAt, unmappedCard } from './actor-at.ts';
import { openLoading } from './open-view.ts';
import type { Place } from './place.ts';
import { sendCard, showAnswer } from './show-answer.ts';
import type { SlackWorld } from './slack-world.ts';

const id = z.string().min(1).max(200);
const CommandSchema = z.object({
  command: z.string().max(100),
  text: z.string().max(10_000).default(''),
  team_id: id,
  user_id: id,
  user_name: z.string().max(200).optional(),
  channel_id: id,
  response_url: z.string().max(2_000).optional(),
  trigger_id: id.optional(),
});

/** What is typed after a command and leads to a form, with the title that stands there until it is filled. */
const OPENS: readonly (readonly [RegExp, string])[] = [
  [/^\/?(ratchet\s+)?promote\s+\S/i, 'Promote to scenario'],
  [/^\/?ratchet\s+fix\s*$/i, 'Register a fix'],
  [/^\/?ratchet\s+settings\s*$/i, 'Settings'],
];

/** "/promote …" and "/ratchet …". */
export async function onCommand(world: SlackWorld, body: Record<string, unknown>, receipt: string): Promise<void> {
  const sent = CommandSchema.parse(body);
  const place: Place = {
    team: sent.team_id,
    user: sent.user_id,
    userTeam: sent.team_id,
    channel: sent.channel_id,
    ...(sent.user_name === undefined ? {} : { userName: sent.user_name }),
    ...(sent.response_url === undefined ? {} : { responseUrl: sent.response_url }),
    ...(sent.trigger_id === undefined ? {} : { triggerId: sent.trigger_id }),
  };
  const { actor, mapped } = await actorAt(world, place);
  if (!mapped) return sendCard(world, place, unmappedCard(place.team));
  const text = `${sent.command} ${sent.text}`.trim();
  const title = OPENS.find(([words]) => words.test(text))?.[1];
  const opening = title === undefined ? undefined : openLoading(world, place, title);
  const channel = world.workspaces.channelName(place.team, sent.channel_id);
  const answer = await world.queue.run(async (): Promise<Answer | undefined> => {
    if (!(await world.receipts.take(receipt))) return undefined;
    return world.app.interactions.command({ actor, text, channel });
  });
  const opened = opening === undefined ? undefined : ((await opening) ?? null);
  if (answer !== undefined) await showAnswer(world, place, answer, { opened });
}
