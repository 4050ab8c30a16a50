import { type Actor, maySeeAgent } from '#src/domain/actor.ts';
import type { NextSteps } from '#src/domain/report.ts';
import type { Deps } from '#src/ports/deps.ts';
import { impactFor } from './get-impact.ts';
import { lastLook } from './list-patterns.ts';
import { patternTitles } from './pattern-titles.ts';

const WEEK_MS = 7 * 86_400_000;

/** What to do about a report's week, as the onlooker may see it. Patterns belong to the week they were looked for in or after: an old report has none. */
export async function nextSteps(deps: Deps, onlooker: Actor, until: Date, now: Date): Promise<NextSteps> {
  const [impact, foundAt, patterns, titles] = await Promise.all([
    impactFor(deps, onlooker, until),
    lastLook(deps),
    deps.store.patterns.latest(),
    patternTitles(deps),
  ]);
  const isOfThisWeek =
    foundAt !== undefined &&
    Math.abs(foundAt.getTime() - until.getTime()) < WEEK_MS &&
    now.getTime() - until.getTime() < WEEK_MS;
  const moving = patterns.filter(({ agent, growth }) => growth !== 'steady' && maySeeAgent(onlooker, agent));
  return {
    impact,
    // A posted report stays: a sentence in it would outlive the forgetting of whoever said it.
    patterns: isOfThisWeek ? moving.map((pattern) => ({ ...pattern, quote: '', quoteCallId: '' })) : [],
    titles,
  };
}
