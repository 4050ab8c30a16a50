import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TEST_POLICY } from '#test/app.ts';
import { failedCall, type HttpApp, httpApp } from '#test/http/http-app.ts';
import { prepareDataFolder } from '#test/prepared-folder.ts';
import { runCli, scratchFolder, startCli } from './run-cli.ts';
import { slowProxy } from './slow-proxy.ts';

let made = 0;
/** Calls that no other test sends. */
function calls(n: number): string[] {
  made += 1;
  return Array.from({ length: n }, (_, i) => JSON.stringify(failedCall(`import-${made}-${i}`)));
}

describe('ratchet import', () => {
  const { folder, remove } = scratchFolder();
  let http: HttpApp;
  let before = 0;
  beforeAll(async () => {
    http = await httpApp({ localMode: true });
  });
  beforeEach(async () => {
    before = await http.test.store.calls.count();
  });
  afterAll(async () => {
    await http.close();
    remove();
  });

  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return name;
  };
  const run = (args: string[], stdin?: string, server = http.server.url) =>
    runCli(['import', ...args], {
      cwd: folder,
      env: { RATCHET_SERVER: server },
      ...(stdin === undefined ? {} : { stdin }),
    });
  const added = async () => (await http.test.store.calls.count()) - before;

  it('stores every call once, however often the file is read', async () => {
    const name = file('plain.ndjson', `${calls(3).join('\n')}\n`);
    expect(await run([name])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('3 created, 0 merged, 0 unchanged'),
    });
    expect(await run([name])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('0 created, 0 merged, 3 unchanged'),
    });
    expect(await added()).toBe(3);
  });

  it('knows gzip by its bytes, in a file or on standard input', async () => {
    expect(await run([file('calls.data', gzipSync(calls(2).join('\n')))])).toMatchObject({ code: 0 });
    expect(await run(['-'], calls(2).join('\n'))).toMatchObject({ code: 0 });
    expect(await added()).toBe(4);
  });

  it('loses only the broken lines, and says of each where it is and why', async () => {
    const [a, b, c] = calls(3);
    const wrong = JSON.stringify({ ...failedCall('x'), turns: [{ role: 'robot' }] });
    const long = JSON.stringify({ ...failedCall('y'), metadata: { text: 'x'.repeat(2_100_000) } });
    const lines = [a, '{"half":', b, '', wrong, long, c];
    const ended = await run([file('broken.ndjson', lines.join('\n')), '--refused', 'refused.txt']);
    expect(ended).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('3 created, 0 merged, 0 unchanged, 3 refused'),
    });
    const refused = readFileSync(join(folder, 'refused.txt'), 'utf8').trimEnd().split('\n').sort();
    expect(refused).toEqual([
      expect.stringMatching(/^line 2: .*JSON/),
      expect.stringMatching(/^line 5: turns\.0\.role: /),
      expect.stringMatching(/^line 6: .*longer than 2 MB/),
    ]);
    expect(ended.stderr).toContain('line 5: turns.0.role');
    expect(await added()).toBe(3);
  });

  it('shows twenty refused lines and counts the rest', async () => {
    const ended = await run([file('all-broken.ndjson', 'no\n'.repeat(50))]);
    expect(ended.stderr.match(/^ {2}line \d+:/gm)).toHaveLength(20);
    expect(ended.stderr).toContain('and 30 more');
  });

  it('says that a gzip is cut off, having stored what stood before', async () => {
    const whole = gzipSync(calls(600).join('\n'));
    const ended = await run([file('cut.gz', whole.subarray(0, whole.length - 200))]);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('cut off') });
    expect(await added()).toBeGreaterThanOrEqual(500);
  });

  it('goes on after a kill where it was, and does nothing twice', async () => {
    const name = file('killed.ndjson', calls(1_200).join('\n'));
    const proxy = await slowProxy(http.server.url, 400);
    const running = startCli(['import', name], { cwd: folder, env: { RATCHET_SERVER: proxy.url } });
    // The second batch is sent only when the first one is noted.
    await proxy.asked(2);
    running.child.kill('SIGKILL');
    await running.ended;
    const again = await run([name], undefined, proxy.url);
    await proxy.close();
    expect(again.stderr).toMatch(/Going on after line (500|1,000) /);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/ 0 refused; (200|700) lines/) });
    expect(await added()).toBe(1_200);
  }, 60_000);

  it('waits out a server that is away for a moment', async () => {
    const proxy = await slowProxy(http.server.url, 0, { failFirst: 2 });
    const ended = await run([file('away.ndjson', calls(2).join('\n'))], undefined, proxy.url);
    await proxy.close();
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('2 created') });
  });

  it('stores and scores the calls itself where no server runs', async () => {
    const name = file('own.ndjson', calls(2).join('\n'));
    file('ratchet.yaml', TEST_POLICY);
    await prepareDataFolder(join(folder, 'data'));
    const ended = await runCli(['import', name], { cwd: folder, env: { PORT: '1' } });
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('2 created') });
    expect(ended.stderr).toContain('No server runs');
    const listed = await runCli(['report', '--week', '2026-W47', '--json'], { cwd: folder, env: { PORT: '1' } });
    expect(JSON.parse(listed.stdout).reviews.flagged).toBe(2);
  }, 90_000);

  it.each([
    [['nowhere.ndjson'], 'There is no file nowhere.ndjson'],
    [[], 'Something is missing'],
    [['-', '--format', 'tau'], '--format tau reads a file'],
    [['-', '--format', 'csv'], '--format takes canonical, tau'],
  ])('says what is wrong with %j, and exits with 2', async (args, words) => {
    expect(await run(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(words) });
  });
});
