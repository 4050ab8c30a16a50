import { byNumber, coveredWeight, type TierCandidate, type Weights } from './fast-tier.ts';
import type { FastTier, Standing, TierRules } from './plan-tiers.ts';
import type { TierMove } from './tier.ts';

type Settling = {
  agent: string;
  standings: readonly Standing[];
  candidates: readonly TierCandidate[];
  /** The best tier, in the order in which it was chosen. */
  chosen: readonly string[];
  /** What stands in it now, without what ages out of it. */
  current: ReadonlySet<string>;
  swapsLeft: number;
  weights: Weights;
  rules: TierRules;
};

/**
 * From the tier as it stands to the best one: what is over the limits leaves, free room is filled, and at most `swapsLeft` scenarios are
 * replaced by better ones, so that the tier does not churn; only a pinned one enters regardless.
 */
export function settleFastTier(input: Settling): { moves: TierMove[]; fast: FastTier } {
  const { agent, candidates, current, rules, weights } = input;
  const byId = new Map(candidates.map((one) => [one.id, one]));
  const tier = new Map([...current].flatMap((id) => entryOf(byId, id)));
  const seconds = () => [...tier.values()].reduce((sum, one) => sum + one.seconds, 0);
  const over = (more = 0, n = 0) => seconds() + more > rules.limits.seconds || tier.size + n > rules.limits.max;
  const leaving = leastFirst(input, tier);
  const moves = unwanted(input, byId);
  while (over() && leaving.length > 0) {
    const id = leaving.shift() as string;
    tier.delete(id);
    moves.push(moveOut(id, 'limit', `the fast tier is over ${limitWords(rules)}, and this one adds least`));
  }
  let swapsLeft = input.swapsLeft;
  for (const id of input.chosen) {
    const one = byId.get(id) as TierCandidate;
    if (tier.has(id)) continue;
    const room = roomFor(one, { tier, leaving, rules });
    const must = one.rank === 0;
    if (!must && (room === undefined || room.length > swapsLeft)) continue;
    for (const out of room ?? []) {
      leaving.splice(leaving.indexOf(out), 1);
      tier.delete(out);
      moves.push(moveOut(out, 'swap', `${id} catches more in the time`));
    }
    if (!must) swapsLeft -= room?.length ?? 0;
    tier.set(id, one);
    moves.push(moveIn(input, one, (room ?? []).length > 0));
  }
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const covered = total === 0 ? 1 : coveredWeight(weights, [...tier.values()]) / total;
  return { moves, fast: { agent, scenarios: tier.size, seconds: seconds(), covered, over: over() } };
}

function entryOf(byId: ReadonlyMap<string, TierCandidate>, id: string): [string, TierCandidate][] {
  const found = byId.get(id);
  return found ? [[id, found]] : [];
}

/** What a person wants slow leaves at once. */
function unwanted({ current, standings }: Settling, byId: ReadonlyMap<string, TierCandidate>): TierMove[] {
  const gone = standings.filter(({ id }) => current.has(id) && !byId.has(id));
  return gone.map(({ id }) => moveOut(id, 'pin', 'a person wants it in the slow tier'));
}

/** Those not chosen, the one that adds least a second first; what stands there in any case does not leave. */
function leastFirst({ chosen, weights }: Settling, tier: ReadonlyMap<string, TierCandidate>): string[] {
  const kept = new Set(chosen);
  const worth = (one: TierCandidate) => coveredWeight(weights, [one]) / Math.max(one.seconds, 0.001);
  return [...tier.values()]
    .filter(({ id, rank }) => rank !== 0 && !kept.has(id))
    .sort((a, b) => worth(a) - worth(b) || byNumber(b.id, a.id))
    .map(({ id }) => id);
}

/** Who has to leave for it: nobody, some, or undefined where not enough can. */
function roomFor(
  { seconds: cost }: TierCandidate,
  { tier, leaving, rules }: { tier: ReadonlyMap<string, TierCandidate>; leaving: readonly string[]; rules: TierRules },
): string[] | undefined {
  let seconds = [...tier.values()].reduce((sum, one) => sum + one.seconds, cost);
  let size = tier.size + 1;
  const out: string[] = [];
  for (const id of leaving) {
    if (seconds <= rules.limits.seconds && size <= rules.limits.max) break;
    out.push(id);
    seconds -= tier.get(id)?.seconds ?? 0;
    size -= 1;
  }
  return seconds <= rules.limits.seconds && size <= rules.limits.max ? out : undefined;
}

function moveIn({ standings, weights }: Settling, one: TierCandidate, replaces: boolean): TierMove {
  const from = standings.find(({ id }) => id === one.id)?.tier ?? 'slow';
  const base = { scenarioId: one.id, from, to: 'fast' as const };
  if (one.rank === 0) return { ...base, why: 'pin', reason: 'a person pinned it to the fast tier' };
  const modes = Object.keys(one.detects).filter((mode) => mode in weights);
  const what = `it catches ${modes.join(', ')} in ${Math.round(one.seconds)} s`;
  return { ...base, why: replaces ? 'swap' : 'room', reason: replaces ? `${what}, more than what it replaces` : what };
}

function moveOut(scenarioId: string, why: TierMove['why'], reason: string): TierMove {
  return { scenarioId, from: 'fast', to: 'slow', why, reason };
}

function limitWords({ limits }: TierRules): string {
  return `${limits.max} scenarios or ${Math.round(limits.seconds)} s of runs`;
}
