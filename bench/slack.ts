// How fast Slack is answered, and how soon a flagged call is in its channel: the whole server on PostgreSQL in a process of its own, a fake Slack and the load in this one.
// DATABASE_URL=postgresql://…/postgres node bench/slack.ts   (a role that may create databases); NODE_OPTIONS=--cpu-prof shows where the time goes
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, escapeIdentifier } from 'pg';
import type { CallInput } from '#src/domain/call.ts';
import { TEST_POLICY } from '#test/app.ts';
import type { FakeMessage } from '#test/slack/fake-slack/fake-state.ts';
import { createInbound, type Inbound } from '#test/slack/fake-slack/inbound.ts';
import { controlsIn } from '#test/slack/fake-slack/read-blocks.ts';
import { CHANNEL, type FakeSlack, personId, startFakeSlack } from '#test/slack/fake-slack/start-fake-slack.ts';
import { failedCall, goodCall } from '#test/verbs/failed-call.ts';
import { cpuSeconds, makeKey, type Server, startServer } from './slack-server.ts';

const SECRET = 'signing secret of the bench';
const PEOPLE = Array.from({ length: 200 }, (_, i) => `person${i}`);
const CARDS = Number(process.env['BENCH_CARDS'] ?? 40);
const CLICKS_A_SECOND = 50;
const CALLS_A_SECOND = 200;
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 20);

type Bench = { server: Server; fake: FakeSlack; inbound: Inbound };

/** Sends a call as a call platform would; the time until it was accepted (ms). */
async function send({ server }: Bench, call: CallInput): Promise<number> {
  const began = performance.now();
  const answer = await fetch(`${server.url}/v1/calls`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${server.key}` },
    body: JSON.stringify({ ...call, startedAt: new Date().toISOString() }),
  });
  await answer.arrayBuffer();
  if (answer.status !== 201) throw new Error(`The call was answered ${answer.status}.`);
  return performance.now() - began;
}

/** Flagged calls one by one, each when nothing else waits: from its sending to its message in the channel (ms). */
async function timePosts(bench: Bench, name: string, count: number): Promise<number[]> {
  const took: number[] = [];
  const { messages } = bench.fake.state;
  for (let i = 0; i < count; i++) {
    const before = messages.length;
    const began = performance.now();
    await send(bench, failedCall(`${name}-${i}`));
    while (messages.length === before && performance.now() - began < 30_000) await wait(2);
    took.push(performance.now() - began);
    // A channel takes one message a second: the next one finds nothing waiting.
    await wait(1_100);
  }
  return took;
}

/** Presses the cards' buttons in turn, each at its moment whatever became of the one before; the times to the acknowledgement (ms). */
async function click({ fake, inbound }: Bench, seconds: number): Promise<number[]> {
  const cards = fake.state.messages.flatMap((message) => subjectOf(message).map((subject) => ({ message, subject })));
  const took: Promise<number>[] = [];
  await steadily(CLICKS_A_SECOND, seconds, (i) => {
    const at = i % cards.length;
    const { message, subject } = cards[at] as (typeof cards)[number];
    const round = Math.floor(i / cards.length);
    const action = i % 10 === 9 ? 'tag' : round % 2 === 0 ? 'claim' : 'unclaim';
    // Whoever claims gives back too; a form is opened by somebody who has none open.
    const who = personId(PEOPLE[(action === 'tag' ? i : at) % PEOPLE.length] ?? '');
    took.push(press(fake, inbound, message, action, subject, who));
  });
  return Promise.all(took);
}

function subjectOf({ blocks }: FakeMessage): string[] {
  return controlsIn(blocks).flatMap(({ actionId, value }) => (actionId.startsWith('tag') ? [value] : []));
}

async function press(
  { state }: FakeSlack,
  inbound: Inbound,
  { ts, text, blocks }: FakeMessage,
  action: string,
  value: string,
  user: string,
): Promise<number> {
  const { status, tookMs } = await inbound.interaction({
    type: 'block_actions',
    user: { id: user, username: user.toLowerCase(), name: user.toLowerCase(), team_id: 'T1' },
    team: { id: 'T1', domain: 't1' },
    trigger_id: await state.trigger({ team: 'T1', user }),
    container: { type: 'message', message_ts: ts, channel_id: CHANNEL, is_ephemeral: false },
    channel: { id: CHANNEL, name: 'reviews' },
    message: { ts, text, blocks, type: 'message' },
    response_url: `${state.url}/response/none`,
    actions: [{ type: 'button', action_id: action, block_id: 'b', value, action_ts: state.nextTs() }],
  });
  if (status !== 200) throw new Error(`A click was answered ${status}.`);
  return tookMs;
}

/** Calls that nothing is wrong with; the times until each was accepted (ms). */
async function calls(bench: Bench, seconds: number): Promise<number[]> {
  const took: Promise<number>[] = [];
  await steadily(CALLS_A_SECOND, seconds, (i) => void took.push(send(bench, goodCall(`shop-${i % 20}`))));
  return Promise.all(took);
}

/** Runs it so many times a second, on time: one that is late does not put off the next. */
async function steadily(rate: number, seconds: number, run: (i: number) => void): Promise<void> {
  const began = performance.now();
  for (let i = 0; i < rate * seconds; i++) {
    const dueMs = (i * 1_000) / rate - (performance.now() - began);
    if (dueMs > 1) await wait(dueMs);
    run(i);
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
}

function line(title: string, values: readonly number[], share: number, aim?: number): void {
  const high = quantile(values, share);
  const judged = aim === undefined ? '' : `   aim < ${aim} ms: ${high < aim ? 'met' : 'MISSED'}`;
  const figures = `p50 ${quantile(values, 0.5)} ms, p${share * 100} ${high} ms, max ${quantile(values, 1)} ms`;
  console.log(`  ${title.padEnd(52)} ${figures}, n ${values.length}${judged}`);
}

async function measure(bench: Bench): Promise<void> {
  await timePosts(bench, 'warm', 3);
  line('a flagged call until its post, nothing waiting', await timePosts(bench, 'card', CARDS), 0.95, 2_000);
  const before = await cpuSeconds(bench.server);
  const alone = await click(bench, SECONDS / 2);
  const cpuMs = ((await cpuSeconds(bench.server)) - before) * 1_000;
  line(`click until its ack, ${CLICKS_A_SECOND}/s, nothing else`, alone, 0.99);
  console.log(`  ${'server cpu a click, its effect included'.padEnd(52)} ${(cpuMs / alone.length).toFixed(1)} ms`);
  const began = performance.now();
  const [both, accepted] = await Promise.all([click(bench, SECONDS), calls(bench, SECONDS)]);
  const seconds = (performance.now() - began) / 1_000;
  line(`click until its ack, ${CLICKS_A_SECOND}/s beside ${CALLS_A_SECOND} calls/s`, both, 0.99, 100);
  line('call until it is accepted, beside the clicks', accepted, 0.99);
  const rate = (accepted.length / seconds).toFixed(0);
  const cpu = ((await cpuSeconds(bench.server)) - before - cpuMs / 1_000) / seconds;
  console.log(`  ${rate} calls/s were taken; the server used ${(cpu * 100).toFixed(0)} % of a core meanwhile`);
}

const adminUrl = process.env['DATABASE_URL'] ?? process.env['TEST_DATABASE_URL'];
if (adminUrl) {
  const name = `ratchet_bench_${process.pid}`;
  const databaseUrl = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
  const folder = await mkdtemp(join(tmpdir(), 'ratchet-bench-'));
  const policy = join(folder, 'ratchet.yaml');
  await writeFile(policy, TEST_POLICY);
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${escapeIdentifier(name)}`);
  const fake = await startFakeSlack({ users: PEOPLE });
  fake.pace.on = true;
  const env = {
    DATABASE_URL: databaseUrl,
    RATCHET_POLICY: policy,
    SLACK_BOT_TOKEN: 'xoxb-T1',
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_REVIEW_CHANNEL: CHANNEL,
    SLACK_API_URL: fake.apiUrl,
  };
  const key = await makeKey(env);
  const server = await startServer(env, key);
  try {
    console.log(`PostgreSQL, Node ${process.version}`);
    await measure({
      server,
      fake,
      inbound: createInbound(fake, { url: `${server.url}/slack/events`, signingSecret: SECRET }),
    });
    const errors = fake.state.calls
      .filter(({ error }) => error !== undefined)
      .map(({ method, error }) => `${method}: ${error}`);
    console.log(
      `  Slack took ${fake.state.calls.length} calls and refused ${errors.length} ${[...new Set(errors)].join(', ')}`,
    );
  } finally {
    await server.stop();
    await fake.close();
    await admin.query(`drop database ${escapeIdentifier(name)} with (force)`);
    await admin.end();
    await rm(folder, { recursive: true, force: true });
  }
} else console.log('Left out: DATABASE_URL is not set.');
