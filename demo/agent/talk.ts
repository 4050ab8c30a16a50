import { z } from 'zod';
import type { Snapshot } from '#src/domain/snapshot.ts';
import type { Turn } from '#src/domain/turn.ts';
import type { Heard, Intent } from './understand.ts';
import type { AgentVersion } from './versions.ts';

/** What the agent knows of the one who speaks: from the snapshot, and from what was said. */
export type Facts = {
  customerId?: string;
  email?: string;
  phone?: string;
  orderId?: string;
  memberSince?: string;
  saidDecided: boolean;
};

/** A tool's answer as the flows read it; `code` names the error. */
export type ToolOutcome = { ok: true; result: Readonly<Record<string, unknown>> } | { ok: false; code: string };

/** Why a flow gave the word back before it was through. */
export type Leave = 'person' | 'bye' | 'dropped' | 'other_intent';

/** What a flow works with. It says, uses tools, and waits for the customer by `yield`. */
export type Talk = {
  version: AgentVersion;
  snapshot: Snapshot;
  facts: Facts;
  /** The intent under way. */
  intent?: Intent;
  leave?: Leave;
  /** The turn that made the flow leave for another intent. */
  pending?: Heard;
  now: Date;
  say: (text: string, kb?: Turn['kb']) => void;
  use: (tool: string, args: Readonly<Record<string, unknown>>) => Promise<ToolOutcome>;
};

/** A tool's answer of the shape that the flow needs; any other shape is the error "odd_answer". */
export async function useFor<S extends z.ZodType>(
  talk: Talk,
  tool: string,
  args: Readonly<Record<string, unknown>>,
  shape: S,
): Promise<{ ok: true; result: z.output<S> } | { ok: false; code: string }> {
  const outcome = await talk.use(tool, args);
  if (!outcome.ok) return outcome;
  const parsed = shape.safeParse(outcome.result);
  return parsed.success ? { ok: true, result: parsed.data } : { ok: false, code: 'odd_answer' };
}

/** One part of a conversation: yields where it waits for the customer, takes what was heard. */
export type Flow<T = void> = AsyncGenerator<void, T, Heard>;

/** Asks until `take` finds its answer. Gives up after two misses by offering a colleague; undefined = the flow must end (`talk.leave` says why). */
export async function* ask<T>(
  talk: Talk,
  line: string,
  take: (heard: Heard) => T | undefined,
  again = line,
): Flow<T | undefined> {
  talk.say(line);
  for (let misses = 0; misses < 2; misses += 1) {
    const heard = yield;
    const answer = take(heard);
    if (answer !== undefined) return answer;
    if (leaves(talk, heard)) return undefined;
    if (misses === 0) talk.say(again === line ? `Sorry, I didn't get that. ${line}` : again);
  }
  yield* offerPerson(talk, "I'm sorry, I still didn't get that.");
  return undefined;
}

/** A yes-or-no question. */
export async function* confirm(talk: Talk, line: string): Flow<boolean | undefined> {
  const again = `Sorry, I need a yes or a no. ${line}`;
  return yield* ask(talk, line, (heard) => (heard.yes ? true : heard.no && !heard.drops ? false : undefined), again);
}

/** Offers a colleague, and a yes leaves for one; a careful model takes it down instead. */
export async function* offerPerson(talk: Talk, why: string): Flow {
  if (talk.version.takesItDown) {
    talk.say(`${why} It is written down and looked into today; the answer comes by e-mail.`);
    return;
  }
  talk.say(`${why} Shall I connect you with a colleague?`);
  const heard = yield;
  if (heard.yes || heard.intent === 'speak_to_person') talk.leave = 'person';
  else if (heard.intent !== undefined && heard.intent !== talk.intent) leaves(talk, heard);
  else talk.leave = heard.bye ? 'bye' : 'dropped';
}

function leaves(talk: Talk, heard: Heard): boolean {
  if (heard.intent === 'speak_to_person') talk.leave = 'person';
  else if (heard.drops) talk.leave = 'dropped';
  else if (heard.bye) talk.leave = 'bye';
  else if (heard.intent !== undefined && heard.intent !== talk.intent) {
    talk.leave = 'other_intent';
    talk.pending = heard;
  } else return false;
  return true;
}

const CustomerSchema = z.object({ customerId: z.string(), memberSince: z.string().optional() });

/** Who is speaking: known from the snapshot, else found by e-mail, twice at most. */
export async function* identify(talk: Talk): Flow<string | undefined> {
  if (talk.facts.customerId !== undefined) return talk.facts.customerId;
  let line = 'Which e-mail address is the account under?';
  for (let tries = 0; tries < 2; tries += 1) {
    const email =
      tries === 0 && talk.facts.email !== undefined ? talk.facts.email : yield* ask(talk, line, (heard) => heard.email);
    if (email === undefined) return undefined;
    const found = await useFor(talk, 'find_customer', { email }, CustomerSchema);
    if (found.ok) {
      talk.facts.customerId = found.result.customerId;
      talk.facts.memberSince = found.result.memberSince ?? talk.facts.memberSince;
      return talk.facts.customerId;
    }
    line = "I can't find an account under that address. Is there another e-mail it could be?";
  }
  yield* offerPerson(talk, "I'm sorry, I can't find your account.");
  return undefined;
}

/** "£52.80". */
export function pounds(amount: number): string {
  return `£${amount.toFixed(2)}`;
}
