import type { Person, SurfaceName } from '#src/domain/actor.ts';

/** Where a linked message may stand in our tables; the first that is there is meant. */
export type LinkedMessage = { surface: SurfaceName; channel: string; platformId: string };

type Typed = { actor: Pick<Person, 'id'>; channel: string };

/** The message that a link copied from a chat or from the browser's channel points to; none for any other text. */
export function linkedMessages(text: string, typed: Typed): readonly LinkedMessage[] {
  return webLink(text, typed) ?? slackLink(text, typed) ?? [];
}

function webLink(text: string, { channel }: Typed): LinkedMessage[] | undefined {
  const id = /#msg-([\w-]+)/.exec(text)?.[1];
  return id === undefined ? undefined : [{ surface: 'web', channel, platformId: id }];
}

/** "https://acme.slack.com/archives/C1/p1700000000000100?thread_ts=…": for an answer in a thread, the card it answers is meant. */
function slackLink(text: string, typed: Typed): LinkedMessage[] | undefined {
  const found = /\/archives\/([A-Z0-9]{2,})\/p(\d{10,})(\d{6})\b(?:\?[^\s>|]*\bthread_ts=(\d+\.\d+))?/.exec(text);
  if (!found) return undefined;
  const [, channel = '', seconds, micros, thread] = found;
  const ids = [`${seconds}.${micros}`, ...(thread === undefined ? [] : [thread])];
  return ids.flatMap((platformId) =>
    namesOf(channel, typed).map((name) => ({ surface: 'slack' as const, channel: name, platformId })),
  );
}

/** A channel of the token's own workspace is kept by its id, others with their team before it. */
function namesOf(channel: string, { actor, channel: typedIn }: Typed): string[] {
  const team = typedIn.includes('/') ? typedIn.split('/')[0] : /^slack:([^:]+):/.exec(actor.id)?.[1];
  return team === undefined ? [channel] : [`${team}/${channel}`, channel];
}
