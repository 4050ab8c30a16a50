import type { Address } from './conversations.ts';

/** Chats between people have no threads: an answer follows there. */
const CHAT = /^a:|@unq\.|@thread\.v2$/;

/** An answer in a thread goes to the conversation that the thread's first message names. */
export function activitiesPath({ conversation }: Pick<Address, 'conversation'>, threadOf?: string): string {
  const id = threadOf === undefined || CHAT.test(conversation) ? conversation : `${conversation};messageid=${threadOf}`;
  return `conversations/${encodeURIComponent(id)}/activities`;
}
