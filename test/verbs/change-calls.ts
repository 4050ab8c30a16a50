import { pick, type Random } from '#demo/random.ts';
import type { ReviewChange } from '#src/ports/store/reviews.ts';
import type { Tx } from '#src/ports/store.ts';
import type { TestApp } from '#test/app.ts';
import { newCall, newReview } from '#test/database/rows.ts';
import { contextAt } from '#test/store.ts';

const HOUR = 3_600_000;
const AGENTS = ['count "orders"', 'count-billing', 'count'];
const MODES: readonly string[][] = [[], ['a'], ['b'], ['a', 'b']];
const SEVERITIES = ['critical', 'low'] as const;

type World = { random: Random; calls: string[]; reviews: Map<string, number>; when: () => Date; newId: () => string };
type Act = (tx: Tx) => Promise<void>;

const maybe = <T>(random: Random, value: T) => (random() < 0.3 ? null : value);

function fields({ random, when }: World) {
  return {
    agent: pick(random, AGENTS),
    agentVersion: maybe(random, pick(random, ['v1', 'v2'])),
    startedAt: when(),
    resolved: maybe(random, random() < 0.5),
    escalated: maybe(random, random() < 0.5),
    costAmount: maybe(random, Math.ceil(random() * 8) / 4),
  };
}

function reviewChange({ random, reviews }: World): ReviewChange {
  const state = pick(random, ['open', 'confirmed', 'confirmed', 'dismissed', 'duplicate'] as const);
  const other = state === 'duplicate' ? pick(random, [...reviews.keys()]) : undefined;
  const change = { state, duplicateOf: other, failureModes: pick(random, MODES), severity: pick(random, SEVERITIES) };
  return { ...change, verdictVia: pick(random, ['queue', 'group', 'channel'] as const) };
}

/** Calls come, change and are scored; a review is opened. */
function callActs(world: World): Act[] {
  const { random, calls, reviews, when, newId } = world;
  return [
    async (tx) => {
      const rows = Array.from({ length: 2 + Math.floor(random() * 6) }, () => {
        const id = newId();
        return newCall(id, { ...fields(world), customerKey: `ref:${id}` });
      });
      await tx.calls.insertNew(rows);
      calls.push(...rows.map(({ row }) => row.id));
    },
    async (tx) => {
      const id = pick(random, calls);
      const row = await tx.calls.row(id);
      if (row) await tx.calls.replace(newCall(id, { ...row, ...fields(world) }));
    },
    async (tx) => {
      const id = pick(random, calls);
      const flagged = random() < 0.6;
      const severity = flagged ? pick(random, SEVERITIES) : null;
      const scorecardVersion = pick(random, ['1', '2']);
      const rest = { signals: [], criteria: [], score: 1, patternKey: null, scoredAt: when() };
      await tx.calls.saveFindings(id, { flagged, severity, scorecardVersion, ...rest });
    },
    async (tx) => {
      const callId = pick(random, calls);
      const row = await tx.calls.row(callId);
      if (!row || (await tx.reviews.ofCall(callId))) return;
      const id = `R-${callId}`;
      const { agent, startedAt } = row;
      await tx.reviews.insert({ ...newReview(id, callId, { agent }), callStartedAt: startedAt });
      reviews.set(id, 1);
    },
  ];
}

/** Reviews are decided, decided otherwise and removed, customers forgotten. */
function laterActs(world: World): Act[] {
  const { random, calls, reviews } = world;
  const decide: Act = async (tx) => {
    const id = pick(random, [...reviews.keys()]);
    const changed = await tx.reviews.update(id, reviews.get(id) ?? 1, reviewChange(world));
    if (changed) reviews.set(id, changed.version);
  };
  return [
    decide,
    decide,
    decide,
    async (tx) => {
      // No verb does it; whoever mends a database by hand may.
      if (random() < 0.7) return;
      const id = pick(random, [...reviews.keys()]);
      await tx.sql('delete from reviews where id = $1', [id]);
      reviews.delete(id);
    },
    async (tx) => {
      const id = pick(random, calls);
      await tx.calls.forget([`ref:${id}`]);
      calls.splice(calls.indexOf(id), 1);
      reviews.delete(`R-${id}`);
    },
  ];
}

/** What happens to calls and their reviews, at random: they come, late and out of order, are scored, judged, judged otherwise and forgotten. */
export function callChanges({ test }: TestApp, random: Random, firstDay: Date, days: number) {
  let made = 0;
  const calls: string[] = [];
  const reviews = new Map<string, number>();
  const when = () => new Date(firstDay.getTime() + Math.floor(random() * days * 24 * HOUR));
  const newId = () => {
    made += 1;
    return `rolled-${made}`;
  };
  const world: World = { random, calls, reviews, when, newId };
  const early = callActs(world);
  const acts = [...early, ...laterActs(world)];
  return {
    async change(): Promise<void> {
      const act = pick(random, calls.length === 0 || reviews.size === 0 ? early : acts);
      if (calls.length === 0 && act !== early[0]) return;
      await test.store.write(contextAt(firstDay), { event: 'test.done', subject: 'test' }, act);
    },
  };
}
