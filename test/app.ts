import { afterAll, beforeAll } from 'vitest';
import { createHandlers } from '#jobs/handlers.ts';
import { type App, createApp } from '#src/app.ts';
import type { KeyActor, Person, Role, Scope, SurfaceName } from '#src/domain/actor.ts';
import { createSimilarIndex } from '#src/domain/similar.ts';
import { AppError } from '#src/errors.ts';
import { parsePolicy } from '#src/policy.ts';
import type { AgentTarget } from '#src/ports/agent.ts';
import type { Deps, Destination } from '#src/ports/deps.ts';
import type { Job } from '#src/ports/queue.ts';
import { createLocalTools } from '#src/replay/local-tools.ts';
import { databases } from './databases.ts';
import { describeWith } from './needs.ts';
import { type RecordedSurface, recordedSurface } from './recorded-surface.ts';
import { nextId, type TestStore, testStore } from './store.ts';

export const TEST_POLICY = `
compliance:
  - { id: consent, title: Cancelled without confirming, kind: consent_before_tool, tool: cancel_* }
tools: { read: ['get_*'], write: ['cancel_*', 'refund_*'] }
failureModes:
  - { id: cancel-without-consent, title: Cancelled without consent, owner: ann, suggestedBy: ['compliance:consent'] }
  - { id: wrong-refund, title: Wrong refund, owner: bob }
`;

export const TEST_START = new Date('2026-11-18T12:00:00Z');

/** A channel that sees every agent, and one of another team that sees only agents called "other…". */
export const CHANNELS: readonly Destination[] = [
  { surface: 'web', channel: 'reviews', agents: ['*'] },
  { surface: 'slack', channel: 'C-other', agents: ['other*'] },
];

export type TestApp = {
  app: App;
  deps: Deps;
  test: TestStore;
  surface: RecordedSurface;
  /** Where the clock stands; tests move it. */
  clock: { now: Date };
  /** Agents that answer replays, by "agent version" or by name. */
  agents: Map<string, AgentTarget>;
  log: { event: string; facts: Readonly<Record<string, unknown>> }[];
  /** Runs every captured job as the queue would: one of a key, again when it could not be done yet. */
  runJobs(): Promise<void>;
  close(): Promise<void>;
};

/** The whole core over an empty database of its own: a clock that tests move, counting ids, chances by a seed, jobs run by hand. */
export async function testApp(
  options: { yaml?: string; make?: (typeof databases)[number]['make']; destinations?: readonly Destination[] } = {},
): Promise<TestApp> {
  const test = await testStore(options.make);
  const clock = { now: TEST_START };
  const agents = new Map<string, AgentTarget>();
  const log: TestApp['log'] = [];
  const deps: Deps = {
    store: test.store,
    runtime: testRuntime(clock, log),
    policy: parsePolicy(options.yaml ?? TEST_POLICY),
    queue: {
      counts: async () => ({ waiting: test.jobs.length, active: 0, dead: 0 }),
      dead: async () => [],
      drain: async () => undefined,
    },
    similar: createSimilarIndex(),
    destinations: options.destinations ?? CHANNELS,
    baseUrl: 'http://ratchet.test',
    secret: 'a secret of the tests',
    targets: {
      list: () => [...agents].map(([name, { kind }]) => ({ name, kind, url: 'test:', agent: '*' })),
      byName: (name) => agents.get(name),
      forVersion: (agent, version) => agents.get(`${agent} ${version}`),
    },
    about: { version: 'test', startedAt: TEST_START },
  };
  const app = createApp(deps);
  const surface = recordedSurface();
  const surfaces = { web: surface.on('web'), slack: surface.on('slack') };
  const handlers = createHandlers(deps, app, { surfaces, tools: createLocalTools() });
  const runJobs = () => runAll(test.jobs, (job) => handlers[job.name](job.data as never, { id: nextId(), attempt: 0 }));
  return { app, deps, test, surface, clock, agents, log, runJobs, close: test.close };
}

function testRuntime(clock: { now: Date }, log: TestApp['log']): Deps['runtime'] {
  let seed = 7;
  let tokens = 0;
  return {
    now: () => clock.now,
    id: nextId,
    random() {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    },
    token() {
      tokens += 1;
      return `token-${tokens}`;
    },
    elapsedMs: () => 0,
    log: (event, facts = {}) => void log.push({ event, facts }),
  };
}

const DROPPED = new Set(['invalid', 'forbidden', 'not_found', 'conflict']);
const ATTEMPTS = 5;

async function runAll(jobs: Job[], run: (job: Job) => Promise<void>): Promise<void> {
  const attempts = new Map<Job, number>();
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    const { name, key } = job;
    const twin = key === undefined ? -1 : jobs.findIndex((other) => other.name === name && other.key === key);
    if (twin >= 0) continue;
    try {
      await run(job);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (DROPPED.has(error.code)) continue;
      attempts.set(job, (attempts.get(job) ?? 0) + 1);
      if ((attempts.get(job) ?? 0) > ATTEMPTS) throw error;
      jobs.push(job);
    }
  }
}

/** A suite over one app, on PGlite and, where it is there, on PostgreSQL; its tests keep apart by using agents of their own. */
export function describeApp(title: string, body: (use: () => TestApp) => void): void {
  for (const { name, missing, make } of databases) {
    describeWith(missing, `${title} on ${name}`, () => {
      let app: TestApp;
      beforeAll(async () => {
        app = await testApp({ make });
      });
      afterAll(() => app.close());
      body(() => app);
    });
  }
}

export function person(name: string, role: Role | undefined = 'reviewer', more: Partial<Person> = {}): Person {
  const surface: SurfaceName = more.surface ?? 'web';
  return { kind: 'person', id: `${surface}:${name}`, name, roles: role ? [role] : [], surface, ...more };
}

export const ann = person('ann');
export const bob = person('bob');
export const eve = person('eve', 'approver');
export const root = person('root', 'admin');
/** Somebody of another team: a reviewer who may see only agents called "other…". */
export const stranger = person('zoe', 'admin', { surface: 'slack', agents: ['other*'] });
/** Known to the surface, without a role here. */
export const guest: Person = { kind: 'person', id: 'web:guest', name: 'guest', roles: [], surface: 'web' };
export const system = { kind: 'system', id: 'job:test', name: 'test' } as const;

export function key(...scopes: Scope[]): KeyActor {
  return { kind: 'key', id: `key:${scopes.join('-')}`, name: scopes.join('-'), scopes };
}
