import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '#src/cli/commands.ts';
import { failedCall, type HttpApp, httpApp } from '#test/http/http-app.ts';
import { prepareDataFolder } from '#test/prepared-folder.ts';
import { addScenario } from './gate-scenarios.ts';
import { runCli, scratchFolder, startCli } from './run-cli.ts';

describe('the command line', () => {
  const { folder, remove } = scratchFolder();
  let http: HttpApp;
  let signIn: HttpApp;
  beforeAll(async () => {
    http = await httpApp({ localMode: true });
    signIn = await httpApp();
    await addScenario(http, { id: 'SC-1', agent: 'a', title: 'Asks \u001b[31mfirst', checks: [{ kind: 'transfers' }] });
  });
  afterAll(async () => {
    await http.close();
    await signIn.close();
    remove();
  });
  const run = (args: string[], env: Record<string, string> = { RATCHET_SERVER: http.server.url }) =>
    runCli(args, { cwd: folder, env });

  it.each(Object.keys(COMMANDS))('%s has help with its usage and an example', async (name) => {
    const command = await COMMANDS[name]?.load();
    expect(command?.usage).toMatch(new RegExp(`^ratchet ${name}`));
    expect(command?.examples.length).toBeGreaterThan(0);
    expect(command?.examples.join('\n')).toContain(`ratchet ${name}`);
  });

  it('lists every command, and shows the help of one', async () => {
    const all = await run(['help']);
    expect(all).toMatchObject({ code: 0, stderr: '' });
    for (const name of Object.keys(COMMANDS)) expect(all.stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expect(await run(['gate', '--help'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('--tools-url <url>'),
    });
  });

  it.each([
    [['serv'], 'Did you mean serve?'],
    [['status', '--jsn'], '--jsn is not known. Known: --json, --help.'],
    [['status', 'now'], '"now" is one word too many'],
    [['keys', 'create', '--scope', 'root'], '--scope takes ingest, read, gate, admin, not "root"'],
    [['deploy', 'orders', 'v15', '--share', '2'], '--share takes a number above 0'],
    [['deploy', 'orders', 'v15', '--config', 'nowhere.json'], '--config: there is no file nowhere.json'],
    [['versions', 'diff', 'orders'], '`ratchet versions` takes diff <agent>'],
    [['fix', 'x'], 'A fix needs --agent, --version and --modes'],
    [['forget', '--customer', 'C-1'], 'Nobody is there to ask: give --yes'],
    [['report', '--week', 'last'], 'week: an ISO week'],
  ])('says what is wrong with %j, and exits with 2', async (args, words) => {
    expect(await run(args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
  });

  it('shows scenarios without what a terminal would obey', async () => {
    const listed = await run(['scenarios']);
    expect(listed.stdout).toMatch(/SC-1 +fast +unproved +not run +\S+ +Asks .*first/);
    expect(listed.stdout).not.toContain('\u001b');
    const shown = await run(['scenarios', 'show', 'SC-1']);
    expect(shown.stdout).toContain('1. Please cancel plan A7');
    expect(shown.stdout).toContain('The customer is handed over to a person.');
    expect(await run(['scenarios', 'show', 'SC-9'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('SC-9'),
    });
    expect(JSON.parse((await run(['scenarios', 'schema'])).stdout)).toMatchObject({ type: 'object' });
  });

  it('shows what would move between tiers on a day, and keeps one where it is wanted', async () => {
    const late = await run(['suite', 'plan', '--at', '2030-01-01']);
    expect(late.stdout).toMatch(/SC-1 +fast -> archived +no failure for \d+ days/);
    expect(await run(['suite', 'pin', 'SC-1'])).toMatchObject({ code: 0, stdout: 'SC-1 stays in the fast tier.\n' });
    expect((await run(['suite', 'plan', '--at', '2030-01-01'])).stdout).toMatch(
      /^Nothing would move at 2030.*\na: 1 fast, /,
    );
    expect(await run(['suite', 'plan', '--at', 'soon'])).toMatchObject({
      stderr: expect.stringContaining('not "soon"'),
    });
    await run(['suite', 'pin', 'SC-1', '--tier', 'none']);
  });

  it('makes a key that works, and revokes it', async () => {
    const made = await run(['keys', 'create', '--scope', 'read', '--name', 'ci']);
    const key = made.stdout.trim();
    expect(key).toMatch(/^rk_/);
    const asKey = { RATCHET_SERVER: http.server.url, RATCHET_API_KEY: key };
    expect(await run(['status'], asKey)).toMatchObject({ code: 0 });
    expect((await run(['keys', 'list'])).stdout).toMatch(/^ci +read +\d{4}-/m);
    expect(await run(['keys', 'revoke', 'ci'])).toMatchObject({ code: 0 });
    expect(await run(['keys', 'revoke', 'ci'])).toMatchObject({ code: 1 });
  });

  it('registers a deployment and a fix, and prints the report', async () => {
    expect(await run(['deploy', 'orders', 'v15', '--share', '0.1'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('10 % of the traffic'),
    });
    const fix = [
      'fix',
      'Ask before cancelling',
      '--agent',
      'orders',
      '--version',
      'v15',
      '--modes',
      'cancel-without-consent',
    ];
    const proof = ['--share', '0.1', '--expect', '0.5', '--owner', 'Ann', '--scenarios', 'SC-1'];
    expect(await run([...fix, ...proof])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^FX-\d+ Ask before cancelling: live since/),
    });
    expect(await run([...fix, '--expect', '2'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--expect takes a number above 0 and at most 1'),
    });
    expect((await run(['report'])).stdout).toMatch(/^Week \d+ of \d{4}\n/);
    const csv = await run(['report', '--format', 'csv', '--section', 'suite']);
    expect(csv.stdout).toMatch(
      /^week,section,name,value,low,high,n,unit\r\n\d{4}-W\d\d,suite,fast,\d+,,,,scenarios\r\n/,
    );
    expect((await run(['report', '--section', 'suite'])).stderr).toContain('give --format csv or json');
    expect((await run(['report', '--post'])).stdout).toMatch(/^The digest of \d{4}-W\d\d goes to /);
    expect((await run(['report', '--post'])).stdout).toContain('where the former post is edited');
    writeFileSync(join(folder, 'agent.json'), JSON.stringify({ model: 'm-2', prompt: 'Be kind.' }));
    const live = ['deploy', 'orders', 'v16', '--at', '2026-11-10T09:00:00Z', '--config', 'agent.json'];
    expect(await run(live)).toMatchObject({ code: 0 });
    expect((await run(['deploy', 'orders', 'v15', '--ended', 'now'])).stdout).toMatch(/was live from .* until .*10 %/);
    expect((await run(['versions', '--agent', 'orders'])).stdout).toMatch(
      /orders +v16 +live, since 2026-11-10T09:00 +never +0/,
    );
    expect((await run(['versions', 'diff', 'orders', 'v16', 'v15'])).stdout).toContain(
      'Known of one of the two only: prompt, model.',
    );
  });

  it('erases a customer when told to', async () => {
    await http.call('/v1/calls', { body: { ...failedCall('forget-1'), customer: { ref: 'C-1042' } } });
    expect(await run(['forget', '--customer', 'C-1042', '--yes'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 call and'),
    });
    expect((await run(['forget', '--customer', 'C-1042', '--yes'])).stdout).toContain('No call of this customer');
  });

  it('says how to get a key where a sign-in is wanted', async () => {
    const ended = await run(['status'], { RATCHET_SERVER: signIn.server.url });
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('RATCHET_API_KEY') });
  });

  it('serves until it is stopped; makes the first invitation itself where none runs', async () => {
    await prepareDataFolder(join(folder, 'data'));
    const env = { PORT: '0', RATCHET_URL: 'https://ratchet.example.com', RATCHET_SECRET: 'x'.repeat(32) };
    const invited = await run(['invite', 'Ann Lee', '--role', 'admin'], { ...env, PORT: '1' });
    expect(invited).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^https:\/\/ratchet\.example\.com\/join\/\S+\n$/),
    });
    const server = startCli(['serve'], { cwd: folder, env });
    await new Promise<void>((resolve) => server.child.stdout?.once('data', () => resolve()));
    const second = await run(['invite', 'Bob'], env);
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining('Stop it, run this again') });
    server.child.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(join(folder, 'data'))).toEqual(['pg']);
  }, 90_000);
});
