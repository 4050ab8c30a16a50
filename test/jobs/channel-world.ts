import { createHandlers } from '#jobs/handlers.ts';
import { type App, createApp } from '#src/app.ts';
import { AppError } from '#src/errors.ts';
import type { Deps, Destination } from '#src/ports/deps.ts';
import type { Job } from '#src/ports/queue.ts';
import { createLocalTools } from '#src/replay/local-tools.ts';
import { system, type TestApp } from '#test/app.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import { pacedSurface } from './paced-surface.ts';

export const tooMany = (ms: number) => new AppError('limit', 'Slack asked to wait.', { retryAfterMs: ms });
export const noAnswer = () => new AppError('unavailable', 'Slack did not answer.');
export const gone = () => new AppError('not_found', 'The channel is archived: restore it, or change its route.');
export const refuse = (error: () => Error) => ({
  before: () => {
    throw error();
  },
});
export const dropAfter = (error: () => Error) => ({
  after: () => {
    throw error();
  },
});

let made = 0;

/** The core with one or more paced channels of its own, a clock that waiting moves, and the jobs run by hand. */
export function channelWorld(use: TestApp, channelCount = 1, paceMs = 1_000) {
  made += 1;
  const agent = newAgent('paced');
  const channels = Array.from({ length: channelCount }, (_, i) => `T1/C${made}-${i}`);
  const destinations: Destination[] = channels.map((channel) => ({ surface: 'slack', channel, agents: [agent] }));
  const began = use.clock.now.getTime();
  const runtime = { ...use.deps.runtime, elapsedMs: () => use.clock.now.getTime() - began };
  const deps: Deps = { ...use.deps, runtime, destinations };
  const app = createApp(deps);
  const slack = pacedSurface(runtime.now);
  slack.paceMs = paceMs;
  const stopping = new AbortController();
  const wait = async (ms: number) => {
    use.clock.now = new Date(use.clock.now.getTime() + Math.max(ms, 1));
  };
  const worldOf = (signal: AbortSignal, ofDeps = deps) =>
    createHandlers(ofDeps, app, { surfaces: { slack }, tools: createLocalTools(), stopping: signal, wait });
  const world = {
    deps,
    app,
    slack,
    agent,
    channels,
    channel: channels[0] ?? '',
    stopping,
    jobs: use.test.jobs,
    store: deps.store,
    later: (ms: number) => {
      use.clock.now = new Date(use.clock.now.getTime() + ms);
    },
    now: () => use.clock.now,
    /** Flags so many calls, each of a pattern of its own; the ids of their reviews, in order. */
    flag: (n: number) => flagCalls(use, app, agent, n),
    /** Runs one job of the channel as the queue would, on these dependencies. */
    deliver: (channel = channels[0] ?? '', ofDeps = deps) =>
      worldOf(stopping.signal, ofDeps)['deliver-channel']({ surface: 'slack', channel }, { id: 'job', attempt: 0 }),
    /** Runs every job of a channel that is enqueued; a delayed one moves the clock, and one of a key folds into one that waits. */
    async runJobs(most = 200): Promise<number> {
      let ran = 0;
      for (; ran < most; ran += 1) {
        const job = take(use.test.jobs);
        if (!job) break;
        if (job.delayMs) world.later(job.delayMs);
        await world.deliver(job.data.channel);
      }
      return ran;
    },
    rows: async (reviewIds: readonly string[]) =>
      (await Promise.all(reviewIds.map((id) => deps.store.deliveries.ofSubject(`review:${id}`)))).flat(),
  };
  use.test.jobs.length = 0;
  return world;
}

let flagged = 0;

async function flagCalls({ test, deps }: TestApp, app: App, agent: string, n: number): Promise<string[]> {
  const calls = Array.from({ length: n }, (_, i) => failedCall(agent, { intent: `intent-${flagged + i}` }));
  flagged += n;
  const captured = await app.verbs.captureCalls(system, { calls });
  for (const job of test.jobs.splice(0)) {
    if (job.name === 'score-calls') await app.verbs.scoreCalls(system, job.data);
    else test.jobs.push(job);
  }
  const ids = captured.map((one) => (one.status === 'refused' ? '' : one.callId));
  const reviews = await Promise.all(ids.map((id) => deps.store.reviews.ofCall(id)));
  return reviews.map((review) => review?.id ?? 'none');
}

type ChannelJob = Extract<Job, { name: 'deliver-channel' }>;

function take(jobs: Job[]): ChannelJob | undefined {
  const due = jobs.findIndex((job) => job.name === 'deliver-channel');
  if (due < 0) return undefined;
  const [job] = jobs.splice(due, 1) as [ChannelJob];
  const twins = jobs.filter((other) => other.name === job.name && other.key === job.key);
  for (const twin of twins) jobs.splice(jobs.indexOf(twin), 1);
  return job;
}

/** A process that goes down once the platform took the message, before that is written. */
export function dyingBeforeRecord(deps: Deps): Deps {
  const write: Deps['store']['write'] = async (ctx, event, fn) => {
    if (typeof event === 'object' && event.event === 'message.sent') throw new Error('killed here');
    return deps.store.write(ctx, event, fn);
  };
  return { ...deps, store: { ...deps.store, write } };
}
