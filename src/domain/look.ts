import { conflict } from '#src/errors.ts';
import type { Actor } from './actor.ts';

/** What somebody made of a call that no check had flagged. What was wrong with it is its review's to say. */
export type LookState = 'open' | 'fine' | 'wrong' | 'skipped';
export type LookAnswer = Exclude<LookState, 'open'>;

/** A call drawn at random among those that nothing flagged. It stands for `population / drawn` calls of its local day and channels. */
export type Look = {
  id: string;
  callId: string;
  agent: string;
  day: string;
  population: number;
  drawn: number;
  /** Its turn among the day's looks, from 1: the order they were drawn in. */
  place: number;
  state: LookState;
  answeredBy?: string;
  answeredByName?: string;
  answeredAt?: Date;
  createdAt: Date;
};

/** How many of a week's looks fall on a local day: 50 a week are 7 a day, and 8 on Sunday. */
export function looksOn(day: string, weekly: number): number {
  const index = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return Math.floor((weekly * (index + 1)) / 7) - Math.floor((weekly * index) / 7);
}

/** Agents that the same channels see, with how many calls they had; agents that no channel sees are left out. */
export function groupByChannels(
  agents: readonly { agent: string; n: number }[],
  channelsOf: (agent: string) => readonly string[],
): { agents: string[]; population: number }[] {
  const groups = new Map<string, { agents: string[]; population: number }>();
  for (const { agent, n } of agents) {
    const key = [...channelsOf(agent)].sort().join('\n');
    if (key === '') continue;
    const group = groups.get(key) ?? { agents: [], population: 0 };
    group.agents.push(agent);
    group.population += n;
    groups.set(key, group);
  }
  return [...groups.values()];
}

/**
 * What an answer changes; undefined: it already is so. A skipped look may still be answered, and who said "fine" may find something
 * after all; anything else throws `conflict` with who was first.
 */
export function decideLook(look: Look, actor: Actor, answer: LookAnswer): LookAnswer | undefined {
  if (look.state === answer) return undefined;
  const isFree = look.state === 'open' || look.state === 'skipped';
  const isOwn = look.state === 'fine' && answer === 'wrong' && look.answeredBy === actor.id;
  if (!isFree && !isOwn) throw conflict(`${lookWords(look)}. Write to them if you see it otherwise.`, look);
  return answer;
}

/** "Ann looked at L-12: it was fine". */
export function lookWords({ id, state, answeredByName }: Look): string {
  const said = state === 'fine' ? 'it was fine' : state === 'wrong' ? 'something was wrong' : 'it was skipped';
  return `${answeredByName ?? 'Somebody'} looked at ${id} already: ${said}`;
}
