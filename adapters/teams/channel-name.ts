import type { Destination } from '#src/ports/deps.ts';

/** A channel as our messages name it: "<tenant>/<conversation>", or only the conversation of the app's own tenant. */
export type ChannelParts = { tenant?: string; id: string };

export function parseChannel(channel: string): ChannelParts {
  const slash = channel.indexOf('/');
  return slash < 0 ? { id: channel } : { tenant: channel.slice(0, slash), id: channel.slice(slash + 1) };
}

/** A person's Entra id where a conversation would stand: their 1:1 chat. */
export function isPersonId(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}

/** The name that routes and stored messages use for this conversation: bare only where a route of the app's own tenant says it so. */
export function channelName(
  destinations: readonly Destination[],
  own: string | undefined,
  tenant: string,
  conversation: string,
): string {
  const full = `${tenant}/${conversation}`;
  const names = destinations.filter(({ surface }) => surface === 'teams').map(({ channel }) => channel);
  const isOwn = own === undefined || own === tenant;
  return !names.includes(full) && isOwn && names.includes(conversation) ? conversation : full;
}
