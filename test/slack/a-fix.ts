import { ann, system } from '#test/app.ts';
import { failedCall, goodCall } from '#test/verbs/failed-call.ts';
import type { SlackWorld } from './slack-world.ts';

type World = Pick<SlackWorld, 'app' | 'settle'>;

export const MODE = 'cancel-without-consent';
/** The week of the tests' clock. */
export const WEEK = '2026-W47';
const DAY_MS = 86_400_000;

function daysAgo({ app }: World, days: number): string {
  return new Date(app.clock.now.getTime() - days * DAY_MS).toISOString();
}

/** Enough calls before and after a fix that its picture is drawn; too old for cards of their own. */
export async function callsAroundFix(world: World, agent: string): Promise<void> {
  const at = (days: number) => ({ startedAt: daysAgo(world, days) });
  const before = [20, 21, 22, 23, 24, 25].flatMap((days) => [failedCall(agent, at(days)), goodCall(agent, at(days))]);
  const after = [1, 2, 3, 4, 5].map((days) => goodCall(agent, at(days)));
  await world.app.app.verbs.captureCalls(system, { calls: [...before, ...after] });
  await world.settle();
}

/** A fix of ten days ago; the name of its picture in the week's report. */
export async function registerFix(world: World, agent: string): Promise<string> {
  const fix = { title: 'Ask first', agent, version: 'v15', failureModes: [MODE], liveAt: daysAgo(world, 10) };
  const { id } = await world.app.app.verbs.registerFix(ann, fix);
  return `report/${WEEK}/fix-${id}-${MODE}`;
}
