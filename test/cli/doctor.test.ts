import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { checkClock } from '#src/cli/doctor/check-database.ts';
import { checkJudge } from '#src/cli/doctor/check-judge.ts';
import { checkDisk, checkNode } from '#src/cli/doctor/check-machine.ts';
import { checkStatus } from '#src/cli/doctor/check-server.ts';
import type { Finding } from '#src/cli/doctor/finding.ts';
import { parsePolicy } from '#src/policy.ts';
import { type HttpApp, httpApp } from '#test/http/http-app.ts';
import { type Answer, refuses, says, scores, startEndpoint } from '#test/openai/stub-endpoint.ts';
import { startTracker } from '#test/tickets/stub-tracker.ts';
import { runCli, scratchFolder } from './run-cli.ts';

describe('ratchet doctor', () => {
  const { folder, remove } = scratchFolder();
  let http: HttpApp;
  beforeAll(async () => {
    http = await httpApp({ localMode: true });
  });
  afterAll(async () => {
    await http.close();
    remove();
  });

  async function doctor(
    yaml: string,
    env: Record<string, string> = {},
  ): Promise<{ code: number | null; findings: Finding[] }> {
    writeFileSync(join(folder, 'ratchet.yaml'), yaml);
    const { code, stdout } = await runCli(['doctor', '--json'], {
      cwd: folder,
      env: { RATCHET_SERVER: http.server.url, ...env },
    });
    return { code, findings: JSON.parse(stdout) };
  }
  const wrongOf = (findings: Finding[]) => findings.filter(({ level }) => level === 'wrong');

  it('finds nothing wrong with a running server, and exits with 0', async () => {
    const { code, findings } = await doctor('failureModes: [{ id: a, title: A, owner: ann }]');
    expect(wrongOf(findings)).toEqual([]);
    expect(code).toBe(0);
  });

  it('names every problem of the environment and of ratchet.yaml, each with what to do, and exits with 1', async () => {
    const { code, findings } = await doctor('timeZone: Mars\nscore: { threshold: 500 }', {
      PORT: 'many',
      RATCHET_SECRET: 'short',
      SLACK_BOT_TOKEN: 'xoxb-1',
    });
    expect(code).toBe(1);
    const words = wrongOf(findings).map(({ words }) => words);
    expect(words).toEqual([
      expect.stringMatching(/^PORT: /),
      expect.stringMatching(/^RATCHET_SECRET: at least 32 characters/),
      expect.stringMatching(/^timeZone: an IANA time zone/),
      expect.stringMatching(/^score.threshold: /),
    ]);
    expect(findings.filter(({ level, todo }) => level !== 'ok' && !todo)).toEqual([]);
  });

  it('finds what a start would refuse, and what would keep calls from being scored', async () => {
    const { findings } = await doctor(
      `schedule: { nightly: at night }
compliance: [{ id: a, title: A, kind: never_say, phrase: '(unclosed' }]
redaction: { patterns: [{ name: b, pattern: '(?=x)' }] }`,
    );
    const broken = wrongOf(findings).map(({ words }) => words);
    expect(broken).toEqual([
      expect.stringMatching(/^compliance.0.phrase: The pattern "\(unclosed" is not one RE2 takes/),
      expect.stringMatching(/^redaction.patterns.0.pattern: .*Look-around/),
    ]);
    const later = wrongOf((await doctor('schedule: { nightly: at night }')).findings);
    expect(later.map(({ words }) => words)).toEqual([expect.stringMatching(/^schedule.nightly: should be a cron/)]);
  });

  it('finds names that no detector has', async () => {
    const { findings } = await doctor(`detectors: { off: [loops] }
failureModes: [{ id: a, title: A, owner: ann, suggestedBy: [loop, 'compliance:x', 'judge:empathy', lop] }]`);
    expect(wrongOf(findings).map(({ words }) => words)).toEqual([
      'detectors.off names loops, which no detector is called',
      'suggestedBy of a names lop, which no detector is called',
    ]);
  });

  it('says what is wrong with PORT where no server is named', async () => {
    const { code, findings } = await doctor('', { RATCHET_SERVER: '', PORT: 'many' });
    expect(code).toBe(1);
    expect(wrongOf(findings).map(({ what }) => what)).toEqual(['environment', 'server']);
  });

  it('tries the targets of ratchet.yaml', async () => {
    const agent = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => agent.once('listening', resolve));
    const { port } = agent.address() as AddressInfo;
    const yaml = `targets:
      - { name: there, url: "http://127.0.0.1:${port}/{version}" }
      - { name: gone, url: "http://127.0.0.1:1" }
      - { name: secret, url: "http://127.0.0.1:${port}", token: AGENT_TOKEN }`;
    const { code, findings } = await doctor(yaml);
    agent.close();
    expect(code).toBe(1);
    expect(wrongOf(findings).map(({ what, words }) => `${what}: ${words}`)).toEqual([
      'target gone: http://127.0.0.1:1 cannot be reached (ECONNREFUSED)',
      'target secret: AGENT_TOKEN, which should hold its token, is not set',
    ]);
  });

  it('tries the issue tracker of ratchet.yaml without writing to it', async () => {
    const tracker = await startTracker();
    const tickets = (repo: string) =>
      doctor(`tickets: { kind: github, repo: ${repo}, token: TICKET_TOKEN, url: "${tracker.url}" }`, {
        TICKET_TOKEN: 'x',
      });
    expect(wrongOf((await tickets('acme/bot')).findings)).toEqual([]);
    expect(wrongOf((await tickets('acme/gone')).findings)).toMatchObject([
      { what: 'tickets', words: expect.stringContaining('404'), todo: expect.stringContaining('TICKET_TOKEN') },
    ]);
    expect(tracker.writes()).toBe(0);
    await tracker.close();
    const webhook = await doctor(`tickets: { kind: webhook, url: "${tracker.url}/hook", secret: TICKET_SECRET }`);
    expect(wrongOf(webhook.findings).map(({ words }) => words)).toEqual([
      'TICKET_SECRET, which should hold the secret, is not set',
    ]);
  });

  it('says that the server named by RATCHET_SERVER is away', async () => {
    const { code, findings } = await doctor('', { RATCHET_SERVER: 'http://127.0.0.1:1' });
    expect(code).toBe(1);
    expect(wrongOf(findings)).toMatchObject([{ what: 'server', words: expect.stringContaining('No Ratchet answers') }]);
  });

  it('says that PostgreSQL cannot be reached', async () => {
    const { findings } = await doctor('', {
      DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none',
      RATCHET_SECRET: 'x'.repeat(32),
    });
    expect(wrongOf(findings)).toMatchObject([{ what: 'database', todo: expect.stringContaining('DATABASE_URL') }]);
  });
});

test.each([
  ['20.19.0', 'wrong'],
  ['22.17.9', 'wrong'],
  ['22.18.0', 'ok'],
  ['24.1.0', 'ok'],
])('Node %s is %s', (version, level) => {
  expect(checkNode(version).level).toBe(level);
});

test.each([
  [1e8, 'wrong'],
  [1e9, 'note'],
  [1e11, 'ok'],
])('%d bytes of free disk are %s', (free, level) => {
  expect(checkDisk(free).level).toBe(level);
});

test.each([
  ['2026-11-20T12:00:30Z', 'ok'],
  ['2026-11-20T12:02:00Z', 'wrong'],
  ['2026-11-20T11:58:00Z', 'wrong'],
])('a clock at %s beside ours at noon is %s', (theirs, level) => {
  expect(checkClock('the database', new Date(theirs), new Date('2026-11-20T12:00:00Z')).level).toBe(level);
});

test('dead jobs and parked messages are wrong, each with its reason; a long queue is only noted', () => {
  const dead = [{ id: 'j1', name: 'deliver', failedAt: new Date(), error: 'boom' }];
  const parked = [{ id: 'm1', surface: 'slack', channel: 'C1', subject: 'review:R-1', reason: 'is_archived' }];
  const findings = checkStatus({ queue: { waiting: 20_000, active: 0, dead: 3 }, dead, parked });
  expect(findings.map(({ what, level }) => `${level} ${what}`)).toEqual([
    'note queue',
    'wrong dead job',
    'wrong dead jobs',
    'wrong message',
  ]);
  expect(findings.map(({ words }) => words).join()).toMatch(/boom.*2 more.*is_archived/);
});

test('the judge is asked once, and is wrong when it does not answer or not as it should', async () => {
  const endpoint = await startEndpoint();
  const { judge } = parsePolicy('judge: { maxCost: 5, price: { input: 1, output: 4 } }');
  const env = { OPENAI_MODEL: 'm-1', OPENAI_BASE_URL: endpoint.url };
  const found = async (answer: Answer) => {
    endpoint.answers(answer);
    const [first] = await checkJudge(judge, env);
    return `${first?.level}: ${first?.words}`;
  };
  expect(await found(scores({}))).toMatch(/^ok: m-1 at .* answers, at most 2000 requests a day, cost 5$/);
  expect(await found(says('Fine.'))).toMatch(/^wrong: .* not with the JSON that is asked for$/);
  expect(await found(refuses(500, { message: 'oops' }))).toMatch(/^wrong: .* answered 500/);
  expect(endpoint.asked).toHaveLength(1);
  await endpoint.close();
  expect(await checkJudge(judge, {})).toEqual([]);
  expect(await checkJudge(judge, { OPENAI_API_KEY: 'k' })).toMatchObject([
    { level: 'note', words: expect.stringContaining('OPENAI_MODEL is not set') },
  ]);
});
