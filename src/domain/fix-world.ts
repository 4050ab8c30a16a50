import type { Deployment, Fix } from './fix.ts';
import { daysBetween, type FixData } from './fix-days.ts';
import { type FixWindow, planWindow, type Rival } from './fix-window.ts';
import { addDays, localDay } from './week.ts';

export type JudgedFix = Pick<Fix, 'id' | 'agents' | 'version' | 'liveAt' | 'failureModes' | 'endedAt'>;

/** What is known of a fix's agents: their calls, every fix of them, and what went live; and the same of all others. */
export type FixWorld = {
  data: FixData;
  fixes: readonly JudgedFix[];
  deployments: readonly Pick<Deployment, 'agent' | 'version' | 'share' | 'liveAt'>[];
  zone: string;
  /** Until when calls are counted; the running day is not, unless `withToday`. */
  until: Date;
  withToday?: boolean;
  /** All agents' calls, fixes and deployments: some of them may be a control. */
  all?: Pick<FixWorld, 'data' | 'fixes' | 'deployments'>;
};

/** The agents' own rows; their fixes and deployments too. */
export function worldOf(world: FixWorld, agents: readonly string[]): FixWorld {
  const mine = <T extends { agent: string }>(rows: readonly T[]) => rows.filter((row) => agents.includes(row.agent));
  const { data, fixes, deployments } = world;
  return {
    ...world,
    data: { calls: mine(data.calls), flagged: mine(data.flagged) },
    fixes: fixes.filter((fix) => fix.agents.some((agent) => agents.includes(agent))),
    deployments: mine(deployments),
    all: { data, fixes, deployments },
  };
}

/** The windows of a fix against one of its failure modes, and the modes that some fix of the time is against. */
export type Planned = FixWindow & {
  touched: Set<string>;
  /** Whole days on which the fix's version had a share of the traffic before it got all of it. */
  canaryDays: string[];
};

/** The windows of a fix against one of its failure modes. */
export function windowOfFix(fix: JudgedFix, failureMode: string, world: FixWorld): Planned {
  const day = (at: Date) => localDay(at, world.zone);
  const others = world.fixes.filter(({ id }) => id !== fix.id).map((one) => ({ ...one, ...rivalOf(one, day) }));
  const full = isCanary(fix, world) ? undefined : fullSince(fix, world);
  const liveDay = day(fix.liveAt);
  const today = world.withToday ? addDays(day(world.until), 1) : day(world.until);
  const window = planWindow({
    liveDay,
    ...(full && { fullDay: day(full) }),
    ...(fix.endedAt && { endDay: day(fix.endedAt) }),
    today,
    rivals: others.filter(({ failureModes }) => failureModes.includes(failureMode)),
    calls: world.data.calls,
  });
  const first = window.before[0] ?? liveDay;
  const last = window.after.at(-1) ?? liveDay;
  const near = others.filter((one) => one.liveDay >= first && one.liveDay <= last);
  return {
    ...window,
    touched: new Set([fix, ...near].flatMap(({ failureModes }) => [...failureModes])),
    canaryDays: full ? daysBetween(addDays(liveDay, 1), day(full)) : [],
  };
}

function rivalOf({ id, liveAt, endedAt }: JudgedFix, day: (at: Date) => string): Rival {
  return { id, liveDay: day(liveAt), ...(endedAt && { endDay: day(endedAt) }) };
}

/** Whether the fix's version is still on a share of the traffic only. */
export function isCanary({ version }: JudgedFix, { deployments, until }: FixWorld): boolean {
  const mine = deployments.filter((one) => one.version === version && one.liveAt < until);
  const newest = mine.reduce<(typeof mine)[number] | undefined>(
    (last, one) => (last && last.liveAt >= one.liveAt ? last : one),
    undefined,
  );
  return newest !== undefined && newest.share < 1;
}

/** When a version that began on a share of the traffic got all of it. */
function fullSince({ version, liveAt }: JudgedFix, { deployments, until }: FixWorld): Date | undefined {
  const mine = deployments.filter((one) => one.version === version && one.liveAt < until);
  if (!mine.some(({ share }) => share < 1)) return undefined;
  const full = mine.filter((one) => one.share === 1 && one.liveAt >= liveAt).map((one) => one.liveAt.getTime());
  return full.length === 0 ? undefined : new Date(Math.min(...full));
}
