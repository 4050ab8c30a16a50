// How fast Teams is answered, and how soon a flagged call is in its channel: the whole server on PostgreSQL in a process of its own, a fake Teams and the load in this one.
// DATABASE_URL=postgresql://…/postgres node bench/teams.ts   (a role that may create databases). The server takes unsigned requests of this machine; the signature is measured by itself.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, escapeIdentifier } from 'pg';
import type { Activity } from '#adapters/teams/activity.ts';
import { createSignatureCheck } from '#adapters/teams/bot-framework.ts';
import type { CallInput } from '#src/domain/call.ts';
import { TEST_POLICY } from '#test/app.ts';
import type { FakeMessage } from '#test/teams/fake-teams/fake-state.ts';
import { signToken } from '#test/teams/fake-teams/sign-token.ts';
import { type FakeTeams, startFakeTeams } from '#test/teams/fake-teams/start-fake-teams.ts';
import { createPeopleAct, type PeopleAct } from '#test/teams/people-act.ts';
import { buttonsOf, cardOf } from '#test/teams/read-card.ts';
import { APP_ID, CHANNEL } from '#test/teams/teams-world.ts';
import { failedCall, goodCall } from '#test/verbs/failed-call.ts';
import { type Server, startServer } from './slack-server.ts';

const CARDS = Number(process.env['BENCH_CARDS'] ?? 20);
const CLICKS_A_SECOND = 20;
const CALLS_A_SECOND = 200;
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 20);

type Bench = { server: Server; fake: FakeTeams; people: PeopleAct };

async function send({ server }: Bench, call: CallInput): Promise<number> {
  const began = performance.now();
  const body = JSON.stringify({ ...call, startedAt: new Date().toISOString() });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${server.url}/v1/calls`, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  if (answer.status !== 201) throw new Error(`The call was answered ${answer.status}.`);
  return performance.now() - began;
}

/** Flagged calls, each when nothing else waits: from its sending to its message in the channel (ms). */
async function timePosts(bench: Bench, name: string, count: number): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < count; i++) {
    const before = bench.fake.messages.length;
    const began = performance.now();
    await send(bench, failedCall(`${name}-${i}`));
    while (bench.fake.messages.length === before && performance.now() - began < 30_000) await wait(2);
    took.push(performance.now() - began);
    await wait(1_100);
  }
  return took;
}

/** Claims and gives back what stands in the channel, on time whatever became of the one before; ms until Teams has its answer. */
async function click({ fake, people }: Bench, seconds: number): Promise<number[]> {
  const cards = fake.messages.filter(({ conversation, threadOf }) => conversation === CHANNEL && !threadOf);
  const took: Promise<number>[] = [];
  await steadily(CLICKS_A_SECOND, seconds, (i) => {
    const card = cards[i % cards.length] as FakeMessage;
    took.push(
      press(people, card, `person${i % cards.length}`, Math.floor(i / cards.length) % 2 === 0 ? 'claim' : 'unclaim'),
    );
  });
  return Promise.all(took);
}

async function press(people: PeopleAct, card: FakeMessage, name: string, control: string): Promise<number> {
  const some = buttonsOf(cardOf(card)['actions'])[0];
  if (some === undefined) throw new Error('The card has no buttons.');
  const data = { ratchet: { ...some.data.ratchet, press: control } };
  const value = { action: { type: 'Action.Execute', verb: 'press', data }, trigger: 'manual' };
  const { status, tookMs } = await people.act(name, {
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: card.id,
    value,
  });
  if (status !== 200) throw new Error(`A click was answered ${status}.`);
  return tookMs;
}

async function steadily(rate: number, seconds: number, run: (i: number) => void): Promise<void> {
  const began = performance.now();
  for (let i = 0; i < rate * seconds; i++) {
    const dueMs = (i * 1_000) / rate - (performance.now() - began);
    if (dueMs > 1) await wait(dueMs);
    run(i);
  }
}

function line(title: string, values: readonly number[], aim?: { share: number; ms: number }): void {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
  const judged =
    aim === undefined
      ? ''
      : `   aim p${aim.share * 100} < ${aim.ms} ms: ${Number(at(aim.share)) < aim.ms ? 'met' : 'MISSED'}`;
  console.log(
    `  ${title.padEnd(52)} p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, n ${values.length}${judged}`,
  );
}

/** What checking a signature costs, which the server below leaves out. */
async function timeSignatures(fake: FakeTeams): Promise<number[]> {
  const settings = {
    appId: APP_ID,
    appPassword: 'x',
    tenantId: 't',
    managedIdentity: false,
    unauthenticatedLoopback: false,
  };
  const check = createSignatureCheck(APP_ID, settings, fake.endpoints);
  const serviceUrl = fake.endpoints.service;
  const activity = {
    type: 'message',
    channelId: 'msteams',
    serviceUrl,
    from: { id: 'x' },
    conversation: { id: 'y' },
  } as Activity;
  const header = `Bearer ${signToken(fake.key, { aud: APP_ID, serviceurl: serviceUrl })}`;
  await check(activity, header);
  const took: number[] = [];
  for (let i = 0; i < 500; i++) {
    const began = performance.now();
    await check(activity, header);
    took.push(performance.now() - began);
  }
  return took;
}

async function measure(bench: Bench): Promise<void> {
  line('checking one signature', await timeSignatures(bench.fake));
  await timePosts(bench, 'warm', 3);
  line('a flagged call until its post, nothing waiting', await timePosts(bench, 'card', CARDS), {
    share: 0.95,
    ms: 2_000,
  });
  line(`invoke until its answer, ${CLICKS_A_SECOND}/s, nothing else`, await click(bench, SECONDS / 2));
  const loaded = async () => {
    const took: Promise<number>[] = [];
    await steadily(CALLS_A_SECOND, SECONDS, (i) => void took.push(send(bench, goodCall(`shop-${i % 20}`))));
    return Promise.all(took);
  };
  const [both, accepted] = await Promise.all([click(bench, SECONDS), loaded()]);
  line(`invoke until its answer, beside ${CALLS_A_SECOND} calls/s`, both);
  line('call until it is accepted, beside the invokes', accepted);
}

const adminUrl = process.env['DATABASE_URL'] ?? process.env['TEST_DATABASE_URL'];
if (adminUrl) {
  const name = `ratchet_bench_${process.pid}`;
  const folder = await mkdtemp(join(tmpdir(), 'ratchet-bench-'));
  const policy = join(folder, 'ratchet.yaml');
  await writeFile(policy, TEST_POLICY);
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${escapeIdentifier(name)}`);
  const fake = await startFakeTeams();
  fake.open = true;
  fake.limits = true;
  const env = {
    DATABASE_URL: Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href,
    RATCHET_POLICY: policy,
    TEAMS_ALLOW_UNAUTHENTICATED: 'loopback',
    TEAMS_REVIEW_CHANNEL: CHANNEL,
  };
  const server = await startServer(env, '');
  const url = server.url.replace('localhost', '127.0.0.1');
  const serviceUrl = fake.endpoints.service;
  const people = createPeopleAct({
    send: (activity) =>
      fetch(`${url}/teams/messages`, {
        method: 'POST',
        body: JSON.stringify({ channelId: 'msteams', serviceUrl, recipient: { id: 'bot' }, ...activity }),
      }),
  });
  try {
    console.log(`PostgreSQL, Node ${process.version}`);
    await people.act('root', { type: 'typing' });
    await measure({ server: { ...server, url }, fake, people });
    const refused = fake.calls.filter(({ status }) => status >= 300);
    console.log(
      `  Teams took ${fake.calls.length - refused.length} calls and refused ${refused.length} ${[...new Set(refused.map(({ status }) => status))].join(', ')}`,
    );
  } finally {
    await server.stop();
    await fake.close();
    await admin.query(`drop database ${escapeIdentifier(name)} with (force)`);
    await admin.end();
    await rm(folder, { recursive: true, force: true });
  }
} else console.log('Left out: DATABASE_URL is not set.');
