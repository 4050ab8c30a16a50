import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import { groupByChannels, type Look, looksOn } from '#src/domain/look.ts';
import { daySpan } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { LookFrame } from '#src/ports/store/looks.ts';
import { verb } from '#src/verb.ts';
import { announceLooks, channelsOf, destinationsFor, onlookerOf } from './announce.ts';

export const DaySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day such as 2026-11-20');

type Draw = Pick<Look, 'callId' | 'agent' | 'population' | 'drawn'>;

/**
 * Draws the looks of a local day that is over: a simple random sample of its calls that were scored and not flagged, for each set of
 * agents that the same channels see, and offers them there on one card. Calls imported long after they took place are not drawn from.
 * A day is drawn once, however often this runs.
 */
export const drawLooks = verb({
  name: 'look.draw',
  input: z.object({ day: DaySchema }),
  allow: {},
  async run(deps, ctx, { day }): Promise<{ drawn: number }> {
    if (deps.policy.sampling.weekly === 0) return { drawn: 0 };
    const draws = await drawFrom(deps, day);
    return deps.store.write(
      ctx,
      (done) => ({ event: 'looks.drawn', subject: `looks:${day}`, facts: { ...done } }),
      async (tx) => {
        await tx.lock('looks');
        if ((await tx.looks.list({ day, limit: 1 })).length > 0) return { drawn: 0 };
        const looks: Look[] = [];
        for (const draw of draws) {
          const place = looks.length + 1;
          looks.push({ ...draw, id: await tx.looks.nextId(), day, place, state: 'open', createdAt: ctx.now });
        }
        await tx.looks.insert(looks);
        const sees = channelsOf(deps).filter((channel) =>
          looks.some(({ agent }) => maySeeAgent(onlookerOf(channel), agent)),
        );
        await announceLooks(tx, deps, ctx, day, sees);
        return { drawn: looks.length };
      },
    );
  },
});

async function drawFrom(deps: Deps, day: string): Promise<Draw[]> {
  const { store, policy, runtime } = deps;
  const { startAt, endAt } = daySpan(day, policy.timeZone);
  const frame: LookFrame = { from: startAt, to: endAt, lateMs: policy.grouping.cardMaxAgeHours * 3_600_000 };
  const nameOf = ({ surface, channel }: { surface: string; channel: string }) => `${surface}/${channel}`;
  const groups = groupByChannels(await store.looks.frame(frame), (agent) => destinationsFor(deps, agent).map(nameOf));
  const draws: Draw[] = [];
  for (const { agents, population } of groups) {
    const wanted = looksOn(day, policy.sampling.weekly);
    const sample = await store.looks.sample(frame, agents, String(runtime.random()), wanted);
    draws.push(...sample.map((one) => ({ ...one, population, drawn: sample.length })));
  }
  return draws;
}
