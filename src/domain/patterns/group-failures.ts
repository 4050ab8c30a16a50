import { similarTerms, spokenTerms } from '#src/domain/similar-terms.ts';
import { wilson95 } from '#src/domain/stats.ts';
import type { FailingCall, FailurePattern, Under } from './failure-pattern.ts';
import { groupAlike } from './group-alike.ts';
import { centralSentence, nearnessTo } from './most-central.ts';
import { asSaid, countIn, type TermCounts, tellingTerms } from './telling-terms.ts';

const DAY_MS = 86_400_000;
/** Fewer are no growth, whatever the share. */
const FEW = 3;

/** A pattern before it has an id. */
export type FoundPattern = Omit<FailurePattern, 'id' | 'firstWeek'>;

/** All calls of an agent in the last seven days and in the seven before. */
export type Traffic = Readonly<Record<string, { recent: number; before: number }>>;

export type PatternSearch = {
  calls: readonly FailingCall[];
  traffic: Traffic;
  /** The window's end; recent is the seven days before it. */
  until: Date;
  /** Awaited between slices of the work, so that nothing else waits for it. */
  pause: () => Promise<void>;
};

/** Groups of failing calls by agent and failure mode (or signal), those with most recent calls first. */
export async function groupFailures({ calls, traffic, until, pause }: PatternSearch): Promise<FoundPattern[]> {
  const found: FoundPattern[] = [];
  for (const own of groupBy(calls, ({ agent }) => agent)) {
    const terms = await termsOf(own, pause);
    const all = { counts: countIn(terms.values()), size: own.length };
    const places = own.flatMap((call) => call.under.map((under) => ({ call, under })));
    for (const bucket of groupBy(places, ({ under }) => `${under.kind} ${under.under}`)) {
      const members = bucket.map(({ call }) => call);
      const compared = comparedBy(members, terms);
      for (const rows of await groupAlike(compared, pause)) {
        const group = rows.map((row) => members[row] as FailingCall);
        found.push({
          ...(bucket[0]?.under as Under),
          ...describe(group, terms, all),
          ...growthOf(group, traffic, until),
        });
        await pause();
      }
    }
  }
  return found.sort((a, b) => b.recent - a.recent || b.callIds.length - a.callIds.length);
}

type Terms = ReadonlyMap<string, readonly string[]>;

async function termsOf(calls: readonly FailingCall[], pause: () => Promise<void>): Promise<Terms> {
  const terms = new Map<string, readonly string[]>();
  for (const [i, { callId, said }] of calls.entries()) {
    if (i % 50 === 0) await pause();
    terms.set(callId, similarTerms(said));
  }
  return terms;
}

/** Notes of reviewers say what went wrong better than customers do, so that they are compared where most have one. */
function comparedBy(calls: readonly FailingCall[], terms: Terms): (readonly string[])[] {
  const noted = calls.filter(({ note }) => note !== undefined).length;
  const byNote = noted * 2 > calls.length;
  return calls.map(({ callId, note }) =>
    byNote && note !== undefined ? similarTerms(note) : (terms.get(callId) ?? []),
  );
}

type Described = Pick<FoundPattern, 'agent' | 'quote' | 'quoteCallId' | 'terms' | 'callIds' | 'clearestCallId'>;

function describe(group: readonly FailingCall[], terms: Terms, all: { counts: TermCounts; size: number }): Described {
  const counts = countIn(group.map(({ callId }) => terms.get(callId) ?? []));
  const own = { counts, size: group.length };
  const near = nearnessTo(own, all);
  const quote = centralSentence(group, near);
  const telling = tellingTerms(own, all);
  const spoken = telling.length > 0 ? group.slice(0, 200).flatMap(({ said }) => spokenTerms(said)) : [];
  const ranked = group
    .map(({ callId, isPromoted }) => ({ callId, isPromoted, score: near(terms.get(callId) ?? []) }))
    .sort((a, b) => Number(a.isPromoted) - Number(b.isPromoted) || b.score - a.score || (a.callId < b.callId ? -1 : 1));
  return {
    agent: group[0]?.agent ?? '',
    quote: quote?.sentence ?? '',
    quoteCallId: quote?.callId ?? '',
    terms: telling.map((term) => asSaid(term, spoken)),
    callIds: group.map(({ callId }) => callId),
    clearestCallId: ranked[0]?.callId ?? '',
  };
}

/** Growing: more of the two weeks' calls of the pattern lie in the second than of all calls, beyond chance. New until it is known from before. */
function growthOf(
  group: readonly FailingCall[],
  traffic: Traffic,
  until: Date,
): Pick<FoundPattern, 'recent' | 'before' | 'growth'> {
  const ago = (days: number) => until.getTime() - days * DAY_MS;
  const recent = group.filter(({ startedAt }) => startedAt.getTime() >= ago(7)).length;
  const before = group.filter(({ startedAt }) => startedAt.getTime() >= ago(14)).length - recent;
  if (recent === group.length) return { recent, before, growth: 'new' };
  const all = traffic[group[0]?.agent ?? ''];
  const share = all && all.recent > 0 ? all.recent / (all.recent + all.before) : 0.5;
  const isGrowing = recent >= FEW && wilson95(recent, recent + before).low > share;
  return { recent, before, growth: isGrowing ? 'growing' : 'steady' };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}
