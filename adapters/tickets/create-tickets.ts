import type { TicketsPolicy } from '#src/domain/tickets-policy.ts';
import { AppError } from '#src/errors.ts';
import type { Tickets } from '#src/ports/tickets.ts';
import { createGithubTickets } from './github-tickets.ts';
import { createWebhookTickets } from './webhook-tickets.ts';

export type TicketsOptions = {
  policy: TicketsPolicy;
  env: Readonly<Record<string, string | undefined>>;
  now: () => Date;
};

/** The tracker of ratchet.yaml. Without its secret it rejects each ticket as `unavailable`; asked to wait, it asks nothing until then. */
export function createTickets({ policy, env, now }: TicketsOptions): Tickets {
  const name = policy.kind === 'github' ? policy.token : policy.secret;
  const secret = env[name] ?? '';
  const tickets =
    policy.kind === 'github' ? createGithubTickets(policy, secret, now) : createWebhookTickets(policy, secret, now);
  let heldUntil = 0;
  return {
    place: tickets.place,
    async file(ticket, known) {
      if (secret === '')
        throw new AppError(
          'unavailable',
          `${name}, which should hold the secret of tickets, is not set: set it and restart.`,
        );
      const left = heldUntil - now().getTime();
      if (left > 0) throw new AppError('limit', 'The tracker asked us to wait.', { retryAfterMs: left });
      try {
        return await tickets.file(ticket, known);
      } catch (error) {
        if (error instanceof AppError && error.code === 'limit')
          heldUntil = now().getTime() + (error.retryAfterMs ?? 0);
        throw error;
      }
    },
  };
}
