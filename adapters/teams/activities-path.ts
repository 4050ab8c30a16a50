import type { Address } from './conversations.ts';

/** An answer in a thread goes to the conversation that the thread's first message names. */
export function activitiesPath({ conversation }: Pick<Address, 'conversation'>, threadOf?: string): string {
  const isChannel = /@thread\./.test(conversation);
  const id = threadOf === undefined || !isChannel ? conversation : `${conversation};messageid=${threadOf}`;
  return `conversations/${encodeURIComponent(id)}/activities`;
}
