import { z } from 'zod';
import { LIMITS } from '#adapters/slack/block-limits.ts';
import type { Via } from '#src/domain/review.ts';
import type { Form, FormValues } from '#src/views/card.ts';

/** Who did something, and where an answer to it can be shown. */
export type Place = {
  /** The workspace that the app acts in. */
  team: string;
  user: string;
  /** The person's own workspace: another one in a shared channel. */
  userTeam: string;
  userName?: string;
  /** As Slack knows it, without the team. */
  channel?: string;
  messageTs?: string;
  threadTs?: string;
  /** What was clicked is seen by this person only, and can be replaced for them. */
  isPrivate?: boolean;
  view?: { id: string; type: 'modal' | 'home'; meta: Meta };
  responseUrl?: string;
  triggerId?: string;
};

/**
 * What a view carries from where it was opened to where it is sent: `home` is the place in the queue of the Home below it, `above` says that
 * it lies on top of another form, with what was typed there in `carried`.
 */
export type Meta = {
  via: Via;
  form?: string;
  subject?: string;
  channel?: string;
  thread?: string;
  home?: number;
  above?: boolean;
  carried?: FormValues;
};

const id = z.string().min(1).max(200);
const Interaction = z.object({
  team: z.object({ id }).nullish(),
  user: z.object({ id, name: z.string().nullish(), username: z.string().nullish(), team_id: id.nullish() }),
  channel: z.object({ id }).nullish(),
  message: z.object({ ts: id.nullish(), thread_ts: id.nullish() }).nullish(),
  container: z
    .object({
      message_ts: id.nullish(),
      thread_ts: id.nullish(),
      channel_id: id.nullish(),
      is_ephemeral: z.boolean().nullish(),
    })
    .nullish(),
  view: z.object({ id, type: z.string(), team_id: id.nullish(), private_metadata: z.string().nullish() }).nullish(),
  response_url: z.string().max(2_000).nullish(),
  trigger_id: id.nullish(),
});

/** The place of a click, shortcut or submission; throws a ZodError for a payload of no known shape. */
export function placeOf(body: unknown): Place {
  const {
    team,
    user,
    channel,
    message,
    container,
    view,
    response_url: responseUrl,
    trigger_id: triggerId,
  } = Interaction.parse(body);
  const meta = view ? metaOf(view.private_metadata) : undefined;
  const where = channel?.id ?? container?.channel_id ?? meta?.channel;
  const userName = user.name ?? user.username;
  return {
    team: team?.id ?? view?.team_id ?? user.team_id ?? '',
    user: user.id,
    userTeam: user.team_id ?? team?.id ?? '',
    ...given('userName', userName),
    ...given('channel', where),
    ...given('messageTs', container?.message_ts ?? message?.ts),
    ...given('threadTs', container?.thread_ts ?? message?.thread_ts ?? meta?.thread),
    ...(container?.is_ephemeral === true ? { isPrivate: true } : {}),
    ...(view && meta ? { view: { id: view.id, type: view.type === 'home' ? 'home' : 'modal', meta } } : {}),
    ...given('responseUrl', responseUrl),
    ...given('triggerId', triggerId),
  };
}

const MetaSchema = z.object({
  via: z.enum(['channel', 'queue', 'search']).catch('channel'),
  form: z.string().optional(),
  subject: z.string().optional(),
  channel: z.string().optional(),
  thread: z.string().optional(),
  home: z.number().int().min(0).optional(),
  above: z.boolean().optional(),
});

function metaOf(text: string | null | undefined): Meta {
  try {
    return MetaSchema.parse(JSON.parse(text ?? ''));
  } catch {
    return { via: 'channel' };
  }
}

/** What a form that is opened here carries. */
export function metaFor(place: Place, form: Pick<Form, 'id' | 'subject' | 'carried'>): string {
  const { view, channel, threadTs } = place;
  const home = view?.meta.home ?? (view?.type === 'home' ? 0 : undefined);
  const meta: Meta = {
    via: viaOf(place),
    form: form.id,
    subject: form.subject,
    ...given('channel', channel),
    ...given('thread', threadTs),
    ...(home === undefined ? {} : { home }),
    ...(view?.type === 'modal' ? { above: true } : {}),
    ...given('carried', form.carried),
  };
  return fitting(meta);
}

/** Slack keeps 3,000 characters for us; a text of line breaks and quotes is longer in JSON, and loses its end. */
function fitting(meta: Meta): string {
  const text = JSON.stringify(meta);
  const note = meta.carried?.['note'];
  if (text.length <= LIMITS.privateMetadata || typeof note !== 'string' || note === '') return text;
  return fitting({ ...meta, carried: { ...meta.carried, note: note.slice(0, Math.floor(note.length * 0.9)) } });
}

export function viaOf({ view }: Place): Via {
  return view?.type === 'home' ? 'queue' : (view?.meta.via ?? 'channel');
}

function given<K extends string, V>(key: K, value: V | null | undefined): { [P in K]?: V } {
  return (value === undefined || value === null ? {} : { [key]: value }) as { [P in K]?: V };
}
