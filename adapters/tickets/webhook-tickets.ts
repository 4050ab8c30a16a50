import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { TicketsPolicy } from '#src/domain/tickets-policy.ts';
import { AppError } from '#src/errors.ts';
import type { Tickets } from '#src/ports/tickets.ts';
import { askTracker } from './tracker-request.ts';

export type WebhookPolicy = Extract<TicketsPolicy, { kind: 'webhook' }>;

const AnswerSchema = z.object({
  id: z
    .union([z.string().min(1).max(400), z.number()])
    .optional()
    .catch(undefined),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional()
    .catch(undefined),
});

/** Sends each ticket as signed JSON. The same may come twice: the receiver finds its ticket by `key`, or by the `id` that it answered with. */
export function createWebhookTickets(policy: WebhookPolicy, secret: string, now: () => Date): Tickets {
  const { origin, pathname } = new URL(policy.url);
  return {
    place: `webhook ${origin}${pathname}`,
    async file(ticket, { id }) {
      const { key, scenarioId, state, runId, at, since } = ticket;
      const body = JSON.stringify({
        event: `scenario.${state}`,
        delivery: `${scenarioId}/${runId}`,
        ticket: { ...ticket, at: at.toISOString(), since: since.toISOString(), ...(id === undefined ? {} : { id }) },
      });
      const { headers } = signed(body, secret, now());
      const settings = `${policy.secret} and tickets in ratchet.yaml`;
      const answer = await askTracker({ method: 'POST', url: policy.url, headers, body, settings, now }).catch(missing);
      const given = AnswerSchema.safeParse(answer).data;
      return { id: `${given?.id ?? id ?? key}`, ...(given?.url === undefined ? {} : { url: given.url }) };
    },
  };
}

/** The seconds and the body are signed together, so that a request overheard today is refused tomorrow. */
function signed(body: string, secret: string, at: Date): { headers: Record<string, string> } {
  const seconds = Math.floor(at.getTime() / 1_000);
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'ratchet',
      'x-ratchet-timestamp': `${seconds}`,
      'x-ratchet-signature': `sha256=${signature}`,
    },
  };
}

function missing(error: unknown): never {
  if (error instanceof AppError && error.code === 'not_found') throw new AppError('unavailable', error.message);
  throw error;
}
