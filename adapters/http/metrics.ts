import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Queue } from '#src/ports/queue.ts';
import type { Log } from '#src/ports/runtime.ts';
import type { Store } from '#src/ports/store.ts';

/** Why a request was refused before any verb saw it. */
export type RefusalReason = 'no_actor' | 'key' | 'session' | 'host' | 'forwarded' | 'origin' | 'csrf';

/** What is counted, as Prometheus reads it. Labels have few values: route patterns, verb names, codes. */
export type Metrics = {
  request(facts: { method: string; route: string; status: number; ms: number }): void;
  captured(status: string, n: number): void;
  refused(reason: RefusalReason): void;
  /** A log that also times verbs (`verb.done`, `verb.failed`). */
  watch(log: Log): Log;
  /** Reads the queue's depth at each scrape. */
  watchQueue(queue: Pick<Queue, 'counts'>): void;
  /** Reads at each scrape what waits for chat platforms: messages by surface, and channels that are held. */
  watchMessages(store: Pick<Store, 'deliveries' | 'channels'>, now: () => Date): void;
  /** Reads at each scrape what the judge was asked today, and which calls it owes. */
  watchJudge(status: () => Promise<JudgeFigures | undefined>): void;
  text(): Promise<{ contentType: string; body: string }>;
};

/** Of today, and what waits, by why. */
export type JudgeFigures = { requests: number; cost: number; owed: readonly { why: string; n: number }[] };

const METHODS = new Set(['GET', 'HEAD', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS']);
const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register, prefix: 'ratchet_' });
  const registers = [register];
  const requests = new Histogram({
    name: 'ratchet_http_request_seconds',
    help: 'Time to answer a request, by route pattern.',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers,
  });
  const verbs = new Histogram({
    name: 'ratchet_verb_seconds',
    help: 'Time a verb takes, by verb and how it ended.',
    labelNames: ['verb', 'code'],
    buckets: BUCKETS,
    registers,
  });
  const calls = new Counter({
    name: 'ratchet_calls_total',
    help: 'Calls that arrived: created, merged, unchanged or refused.',
    labelNames: ['status'],
    registers,
  });
  const refusals = new Counter({
    name: 'ratchet_auth_refused_total',
    help: 'Requests refused before anything was done, by reason.',
    labelNames: ['reason'],
    registers,
  });
  return {
    request: ({ method, route, status, ms }) =>
      requests.observe({ method: METHODS.has(method) ? method : 'other', route, status }, ms / 1_000),
    captured: (status, n) => calls.inc({ status }, n),
    refused: (reason) => refusals.inc({ reason }),
    watch: (log) => (event, facts, level) => {
      if (event === 'verb.done' || event === 'verb.failed')
        verbs.observe(
          { verb: String(facts?.['verb']), code: String(facts?.['code'] ?? 'ok') },
          Number(facts?.['ms']) / 1_000,
        );
      // A chat platform's requests are refused by its adapter, which knows no metrics.
      if (event === 'request.refused') refusals.inc({ reason: String(facts?.['reason']) });
      log(event, facts, level);
    },
    watchQueue: (queue) => void queueGauge(queue, registers),
    watchMessages: (store, now) => watchMessages(store, now, registers),
    watchJudge: (status) => judgeGauges(status, registers),
    text: async () => ({ contentType: register.contentType, body: await register.metrics() }),
  };
}

function queueGauge(queue: Pick<Queue, 'counts'>, registers: Registry[]): Gauge {
  return new Gauge({
    name: 'ratchet_queue_jobs',
    help: 'Jobs that wait, run, or have failed for good.',
    labelNames: ['state'],
    registers,
    async collect() {
      // A database that is down must not hide the other figures.
      const counts = await queue.counts().catch(() => undefined);
      if (!counts) return this.reset();
      for (const [state, n] of Object.entries(counts)) this.set({ state }, n);
    },
  });
}

/** Surfaces, not channels, are labels: a channel's name comes from outside, and there may be many. */
function watchMessages(
  { deliveries, channels }: Pick<Store, 'deliveries' | 'channels'>,
  now: () => Date,
  registers: Registry[],
): void {
  new Gauge({
    name: 'ratchet_messages',
    help: 'Messages that wait to be sent, or are parked.',
    labelNames: ['surface', 'state'],
    registers,
    async collect() {
      this.reset();
      for (const { surface, due, parked } of await deliveries.byChannel().catch(() => [])) {
        this.inc({ surface, state: 'due' }, due);
        this.inc({ surface, state: 'parked' }, parked);
      }
    },
  });
  new Gauge({
    name: 'ratchet_message_wait_seconds',
    help: 'Since when the longest waiting message waits.',
    labelNames: ['surface'],
    registers,
    async collect() {
      this.reset();
      const longest = new Map<string, number>();
      for (const { surface, dueSince } of await deliveries.byChannel().catch(() => []))
        if (dueSince) longest.set(surface, Math.max(longest.get(surface) ?? 0, now().getTime() - dueSince.getTime()));
      for (const [surface, ms] of longest) this.set({ surface }, ms / 1_000);
    },
  });
  new Gauge({
    name: 'ratchet_channels_held',
    help: 'Channels in which nothing is sent for now, since the platform asked to wait or did not answer.',
    labelNames: ['surface'],
    registers,
    async collect() {
      this.reset();
      for (const { surface } of await channels.allHeld(now()).catch(() => [])) this.inc({ surface });
    },
  });
}

function judgeGauges(status: () => Promise<JudgeFigures | undefined>, registers: Registry[]): void {
  const gauge = (
    name: string,
    help: string,
    labelNames: string[],
    show: (gauge: Gauge, figures: JudgeFigures) => void,
  ) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        this.reset();
        const figures = await status().catch(() => undefined);
        if (figures) show(this, figures);
      },
    });
  gauge('ratchet_judge_requests_today', 'Requests to the judge in this local day.', [], (one, { requests }) =>
    one.set(requests),
  );
  gauge('ratchet_judge_cost_today', 'What they cost, in the unit of judge.price.', [], (one, { cost }) =>
    one.set(cost),
  );
  gauge('ratchet_judge_owed_calls', 'Calls that the judge is still to score, by why.', ['why'], (one, { owed }) => {
    for (const { why, n } of owed) one.set({ why }, n);
  });
}
