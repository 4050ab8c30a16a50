import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import type { FailurePattern } from '#src/domain/patterns/failure-pattern.ts';
import type { Deps } from '#src/ports/deps.ts';
import { verb } from '#src/verb.ts';
import { countFailing, PATTERNS_FOUND, searchPatterns } from './find-patterns.ts';
import { patternTitles } from './pattern-titles.ts';

/** What was found so long ago is still shown without looking again. */
const FRESH_MS = 3_600_000;
/** So many calls are grouped while somebody waits; more are left to a job. */
const WAITED_FOR = 200;

export type PatternList = {
  patterns: FailurePattern[];
  /** When they were looked for; undefined: never yet. */
  foundAt?: Date;
  /** A look is under way, because there is much to group. */
  isLooking: boolean;
  /** Titles of failure modes by id, and of signals by "signal:loop". */
  titles: Record<string, string>;
};

/** When patterns were looked for last; undefined where they never were. */
export async function lastLook({ store }: Pick<Deps, 'store'>): Promise<Date | undefined> {
  return FoundSchema.safeParse(await store.settings.setting(PATTERNS_FOUND)).data?.at;
}

const FoundSchema = z.object({ at: z.coerce.date() });

/** Groups of calls that went wrong alike, about the agents that the actor sees, most recent calls first; looked for anew when older than an hour. */
export const listPatterns = verb({
  name: 'patterns.list',
  input: z.object({
    stored: z.boolean().default(false).describe('Only what is stored: nothing is looked for anew.'),
  }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, ctx, { stored }): Promise<PatternList> {
    const found = await lastLook(deps);
    const sees = ({ agent }: FailurePattern) => maySeeAgent(ctx.actor, agent);
    const titles = await patternTitles(deps);
    const known = async (isLooking: boolean): Promise<PatternList> => ({
      patterns: (await deps.store.patterns.latest()).filter(sees),
      ...(found ? { foundAt: found } : {}),
      isLooking,
      titles,
    });
    if (stored || (found && ctx.now.getTime() - found.getTime() < FRESH_MS)) return known(false);
    if ((await countFailing(deps, ctx.now)) <= WAITED_FOR)
      return { patterns: (await searchPatterns(deps, ctx)).filter(sees), foundAt: ctx.now, isLooking: false, titles };
    const event = { event: 'patterns.asked', subject: 'patterns' };
    await deps.store.write(ctx, event, (tx) =>
      tx.enqueue({ name: 'find-patterns', data: { period: ctx.now.toISOString().slice(0, 13) }, key: 'patterns' }),
    );
    return known(true);
  },
});
