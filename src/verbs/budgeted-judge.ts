import type { Actor } from '#src/domain/actor.ts';
import { afterFailure, HEALTHY, heldUntil, type JudgeHealth } from '#src/domain/judge-hold.ts';
import { guessUsage, type JudgeUsage, judgeCost } from '#src/domain/judge-policy.ts';
import { addDays, daySpan, localDay } from '#src/domain/week.ts';
import { AppError } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Judge } from '#src/ports/judge.ts';
import type { Reads } from '#src/ports/store.ts';

const HEALTH = 'judge:health';

/**
 * The judge within the day's budget, which all replicas count in the database before they ask; undefined where none is configured. Rejects with
 * `limit` when the budget is spent and with `unavailable` while the endpoint is left in peace, both saying when to come again (`retryAfterMs`).
 */
export function budgetedJudge(deps: Deps, actor: Actor): Judge | undefined {
  const { judge } = deps;
  if (!judge) return undefined;
  const within = async <T extends { usage?: JudgeUsage }>(
    { characters, signal }: { characters: number; signal: AbortSignal },
    ask: () => Promise<T>,
  ): Promise<T> => {
    const reserved = await reserve(deps, actor, characters);
    try {
      const answer = await ask();
      await settle(deps, actor, reserved, answer.usage);
      return answer;
    } catch (error) {
      // Who asked has stopped waiting, which says nothing of the endpoint.
      if (!signal.aborted) await noteFailure(deps, actor, error);
      throw error;
    }
  };
  return {
    ...judge,
    vote: (ask) =>
      within({ characters: ask.transcript.length + ask.rubric.length, signal: ask.signal }, () => judge.vote(ask)),
    score: (ask) => within({ characters: ask.transcript.length, signal: ask.signal }, () => judge.score(ask)),
  };
}

type Reserved = { day: string; cost: number };

async function reserve(deps: Deps, actor: Actor, characters: number): Promise<Reserved> {
  const { store, policy } = deps;
  const now = deps.runtime.now();
  const health = await judgeHealth(store);
  const until = heldUntil(health, now);
  if (until) {
    const why = `The judge gave no answer ${health.failures} times running (${health.lastError ?? 'no reason given'})`;
    throw new AppError('unavailable', `${why}; it is asked again after ${until.toISOString()}.`, {
      retryAfterMs: until.getTime() - now.getTime(),
    });
  }
  const day = localDay(now, policy.timeZone);
  const cost = judgeCost(policy.judge, guessUsage(characters));
  const { maxPerDay, maxCost } = policy.judge;
  const fits = await store.write(
    { actor, now },
    (done) => (done ? { event: 'judge.asked', subject: `judge:${day}`, facts: { cost } } : []),
    (tx) => tx.judgements.reserve(day, { cost, maxPerDay, maxCost }),
  );
  if (fits) return { day, cost };
  const tomorrow = daySpan(addDays(day, 1), policy.timeZone).startAt;
  throw new AppError('limit', await overBudgetWords(deps, day), {
    retryAfterMs: Math.max(1, tomorrow.getTime() - now.getTime()),
  });
}

async function overBudgetWords({ store, policy }: Deps, day: string): Promise<string> {
  const { requests, cost } = await store.judgements.day(day);
  const { maxPerDay, maxCost } = policy.judge;
  const spent = `${requests} of ${maxPerDay} requests${maxCost === undefined ? '' : `, ${cost.toFixed(2)} of ${maxCost} in cost`}`;
  return `The judge is over today's budget (${spent}); it answers again tomorrow. judge.maxPerDay and judge.maxCost in ratchet.yaml set it.`;
}

async function settle(deps: Deps, actor: Actor, { day, cost: reserved }: Reserved, usage?: JudgeUsage): Promise<void> {
  // An endpoint that states nothing has cost what was guessed.
  const cost = usage ? judgeCost(deps.policy.judge, usage) : reserved;
  const taken = usage ?? { inputTokens: 0, outputTokens: 0 };
  const now = deps.runtime.now();
  const event = { event: 'judge.answered', subject: `judge:${day}`, facts: { ...taken, cost } };
  await deps.store.write({ actor, now }, event, async (tx) => {
    await tx.judgements.settle(day, { reserved, cost, usage: taken });
    if ((await judgeHealth(tx)).failures > 0) await tx.settings.putSetting(HEALTH, HEALTHY);
  });
}

async function noteFailure(deps: Deps, actor: Actor, error: unknown): Promise<void> {
  const words = error instanceof Error ? error.message : String(error);
  const now = deps.runtime.now();
  deps.runtime.log('judge.failed', { error: words }, 'warn');
  await deps.store.write(
    { actor, now },
    (health: JudgeHealth) => ({ event: 'judge.failed', subject: 'judge', facts: { failures: health.failures } }),
    async (tx) => {
      await tx.lock('judge');
      const health = afterFailure(await judgeHealth(tx), words, now);
      await tx.settings.putSetting(HEALTH, health);
      return health;
    },
  );
}

/** How the endpoint has answered lately. */
export async function judgeHealth({ settings }: Pick<Reads, 'settings'>): Promise<JudgeHealth> {
  return ((await settings.setting(HEALTH)) as JudgeHealth | undefined) ?? HEALTHY;
}
