import { z } from 'zod';
import type { FailingCall, FailurePattern, Under } from '#src/domain/patterns/failure-pattern.ts';
import { type FoundPattern, groupFailures, type Traffic } from '#src/domain/patterns/group-failures.ts';
import { keepPatternIds } from '#src/domain/patterns/keep-pattern-ids.ts';
import { cleanText } from '#src/domain/plain-text.ts';
import { createRedactor } from '#src/domain/redact/create-redactor.ts';
import { addWeeks, isoWeek } from '#src/domain/week.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { FailingRow } from '#src/ports/store/patterns.ts';
import { type Context, verb } from '#src/verb.ts';

const DAY_MS = 86_400_000;
/** Four weeks, so that three quarters of the calls are the same a week later, and patterns can be known again. */
const WINDOW_MS = 28 * DAY_MS;
/** The newest of a busier window stand for it. */
const MOST_CALLS = 5_000;
const MOST_PATTERNS = 200;
const WEEKS_KEPT = 8;
const READ_AT_ONCE = 200;

/** Where it is written down when patterns were looked for. */
export const PATTERNS_FOUND = 'patterns:found';

/** How many failing calls the next look would group. */
export function countFailing(deps: Deps, now: Date): Promise<number> {
  return deps.store.patterns.countFailing(new Date(now.getTime() - WINDOW_MS), now);
}

/** Groups the failing calls of the last four weeks, keeps the ids of those known before, and stores them as the running week's. */
export const findPatterns = verb({
  name: 'patterns.find',
  input: z.object({}),
  allow: {},
  async run(deps, ctx): Promise<{ patterns: number }> {
    return { patterns: (await searchPatterns(deps, ctx)).length };
  },
});

/** The same for whoever asks first; returns what is stored now. */
export async function searchPatterns(deps: Deps, ctx: Context): Promise<FailurePattern[]> {
  const { store, policy } = deps;
  const week = isoWeek(ctx.now, policy.timeZone);
  const rows = await store.patterns.failing(new Date(ctx.now.getTime() - WINDOW_MS), ctx.now, MOST_CALLS);
  const found = await groupFailures({
    calls: await withWords(deps, rows),
    traffic: await trafficOf(deps, ctx.now),
    until: ctx.now,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const shown = await redactQuotes(deps, found.slice(0, MOST_PATTERNS));
  const event = {
    event: 'patterns.found',
    subject: `patterns:${week}`,
    facts: { calls: rows.length, patterns: shown.length },
  };
  return store.write(ctx, event, async (tx) => {
    await tx.lock('patterns');
    const earlier = await tx.patterns.latest();
    const kept = keepPatternIds(shown, earlier);
    const patterns: FailurePattern[] = [];
    for (const [i, pattern] of shown.entries()) {
      const from = kept[i];
      const known = from === undefined ? undefined : earlier[from];
      if (known)
        patterns.push({
          ...pattern,
          id: known.id,
          firstWeek: known.firstWeek,
          growth: grownFrom(pattern, known, week),
        });
      else patterns.push({ ...pattern, id: await tx.patterns.nextId(), firstWeek: week });
    }
    await tx.patterns.putWeek(week, patterns, addWeeks(week, -WEEKS_KEPT));
    await tx.settings.putSetting(PATTERNS_FOUND, { at: ctx.now.toISOString() });
    return patterns;
  });
}

/** A pattern is new in the first week it is seen in, however often one looks. */
function grownFrom(
  { growth, recent, before }: FoundPattern,
  known: FailurePattern,
  week: string,
): FailurePattern['growth'] {
  if (growth !== 'new' || known.firstWeek === week) return growth;
  return recent > before ? 'growing' : 'steady';
}

async function withWords({ store }: Deps, rows: readonly FailingRow[]): Promise<FailingCall[]> {
  const said = new Map<string, string>();
  for (let i = 0; i < rows.length; i += READ_AT_ONCE) {
    const ids = rows.slice(i, i + READ_AT_ONCE).map(({ callId }) => callId);
    for (const one of await store.patterns.said(ids)) said.set(one.callId, one.said);
  }
  return rows.map(({ callId, agent, startedAt, note, isPromoted, ...rest }) => ({
    callId,
    agent,
    startedAt,
    isPromoted,
    under: underOf(rest),
    said: said.get(callId) ?? '',
    ...(note ? { note } : {}),
  }));
}

/** A pattern key ends in "detector:rule · tool · intent"; the agent before it may hold anything. */
function underOf({ failureModes, patternKey }: Pick<FailingRow, 'failureModes' | 'patternKey'>): Under[] {
  if (failureModes.length > 0) return failureModes.map((under) => ({ kind: 'mode', under }));
  return [{ kind: 'signal', under: patternKey.split(' · ').at(-3) ?? patternKey }];
}

async function trafficOf({ store, policy }: Deps, now: Date): Promise<Traffic> {
  const ago = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const [recent, before] = await Promise.all([
    store.reports.daily(ago(7), now, policy.timeZone),
    store.reports.daily(ago(14), ago(7), policy.timeZone),
  ]);
  const traffic: Record<string, { recent: number; before: number }> = {};
  const of = (agent: string) => (traffic[agent] ??= { recent: 0, before: 0 });
  for (const { agent, calls } of recent) of(agent).recent += calls;
  for (const { agent, calls } of before) of(agent).before += calls;
  return traffic;
}

/** A quote is shown to people who never opened its call, so that it goes as a scenario would: without personal data. */
async function redactQuotes({ store, policy }: Deps, found: readonly FoundPattern[]): Promise<FoundPattern[]> {
  const redacted: FoundPattern[] = [];
  for (const pattern of found) {
    const whole = pattern.quote === '' ? undefined : await store.calls.whole(pattern.quoteCallId);
    const quote = whole ? createRedactor({ call: whole.call, policy }).redact(pattern.quote) : '';
    redacted.push({ ...pattern, quote: cleanText(quote), terms: pattern.terms.map((term) => cleanText(term)) });
  }
  return redacted;
}
