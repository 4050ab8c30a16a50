import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { isSameSecret } from '#src/domain/token.ts';
import type { Core } from '#src/open-core.ts';
import { VERSIONS } from './agent/versions.ts';
import { type DemoClock, keepClock } from './demo-clock.ts';
import { playDays } from './play-days.ts';

export const FORWARD_PATH = '/demo/forward';

const ForwardSchema = z.object({
  days: z.int().min(1).max(120),
  agent: z.enum(Object.keys(VERSIONS) as [string, ...string[]]),
  away: z.boolean().default(false),
});
/** One line of the answer. */
export type ForwardLine =
  | { done: number; total: number; calls: number }
  | { finished: true; calls: number; now: string }
  | { error: string };

type ForwardInput = { token: string; core: () => Core; clock: DemoClock };

/** Plays the demo on, under its own clock. Only for whoever can read the demo's data folder: the token stands there. */
export function forwardHandler({ token, core, clock }: ForwardInput) {
  let busy = false;
  return {
    path: FORWARD_PATH,
    async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
      if (req.method !== 'POST' || !isSameSecret(String(req.headers.authorization ?? ''), `Bearer ${token}`))
        return end(res, 401, 'The demo is played on with: ratchet demo --forward 14d --agent v15');
      const order = ForwardSchema.safeParse(await bodyOf(req));
      if (!order.success)
        return end(res, 400, order.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
      if (busy) return end(res, 409, 'The demo is being played on already.');
      busy = true;
      try {
        await play(core(), clock, order.data, res);
      } finally {
        busy = false;
      }
    },
  };
}

async function play(
  core: Core,
  clock: DemoClock,
  { days, agent, away }: z.output<typeof ForwardSchema>,
  res: ServerResponse,
): Promise<void> {
  const say = (line: ForwardLine) => void res.write(`${JSON.stringify(line)}\n`);
  res.writeHead(200, { 'content-type': 'application/x-ndjson' });
  try {
    const { runtime } = core.deps;
    const calls = await playDays(core, clock, {
      from: runtime.now(),
      days,
      version: agent,
      away,
      onDay: (done, n) => say({ done, total: days + 1, calls: n }),
    });
    await keepClock(core.deps, clock, Date.now);
    say({ finished: true, calls, now: runtime.now().toISOString() });
  } catch (error) {
    clock.run();
    say({ error: error instanceof Error ? error.message : String(error) });
  }
  res.end();
}

function end(res: ServerResponse, status: number, message: string): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: message }));
}

async function bodyOf(req: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of req) {
    text += String(chunk);
    if (text.length > 10_000) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
