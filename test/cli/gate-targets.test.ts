import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HttpApp, httpApp } from '#test/http/http-app.ts';
import { type ModelServer, startModels } from '#test/openai/model-behaviours.ts';
import { failedCall, sendIn, tool } from '#test/verbs/failed-call.ts';
import { addScenario, CANCEL } from './gate-scenarios.ts';
import { runCli, scratchFolder } from './run-cli.ts';

const agent = join(import.meta.dirname, '../agents/command-agent.ts');

describe('a gate over a local process or a model', () => {
  const { folder, remove } = scratchFolder();
  let http: HttpApp;
  let models: ModelServer;
  beforeAll(async () => {
    http = await httpApp({ localMode: true });
    models = await startModels();
    const checks = [{ kind: 'tool_called' as const, tool: 'cancel_plan' }];
    await addScenario(http, { id: 'SC-1', agent: 'shop', checks, fixtures: [CANCEL] });
    await addScenario(http, { id: 'SC-2', agent: 'nobody', checks, fixtures: [CANCEL] });
    const turns = failedCall('shop').turns ?? [];
    await sendIn(http, failedCall('shop', { turns: [...turns, tool('find_plan', { ref: 'A7' }, { id: 7 })] }));
  });
  afterAll(async () => {
    await models.close();
    await http.close();
    remove();
  });

  const gate = (...args: string[]) =>
    runCli(['gate', ...args], { cwd: folder, env: { RATCHET_SERVER: http.server.url } });
  const command = `"${process.execPath}" ${agent} good`;

  it('finds the results that its own call lacks in other calls, over the server', async () => {
    expect(await gate('--agent', 'shop', '--command', command)).toMatchObject({ code: 0 });
    expect(await gate('--agent', 'shop', '--openai', models.url('good'), '--model', 'm')).toMatchObject({ code: 0 });
    const [latest] = await http.test.store.scenarios.runs('SC-1', 1);
    expect(latest?.report).toMatchObject({
      notes: [expect.stringMatching(/^Answered with the result of another call of this agent: find_plan at turn \d/)],
      notRestored: expect.arrayContaining([expect.stringContaining('system_prompt: not in the snapshot')]),
    });
  });

  it('still diverges where no call of that agent tells', async () => {
    const ended = await gate('--agent', 'nobody', '--command', command);
    expect(ended.code).not.toBe(0);
    expect(ended.stdout).toContain('DIVERGED SC-2');
  });

  it('takes a target of a ratchet.yaml by its name, whatever its kind', async () => {
    const config = join(folder, 'ratchet.yaml');
    writeFileSync(
      config,
      `targets:
  - { name: local, kind: command, command: [${JSON.stringify(process.execPath)}, ${JSON.stringify(agent)}, '{version}'] }
  - { name: model, kind: openai, url: ${models.url('good')}, model: m }
`,
    );
    const by = (...args: string[]) => gate('--agent', 'shop', '--config', config, ...args);
    expect(await by('--target', 'local', '--candidate', 'good')).toMatchObject({ code: 0 });
    expect(await by('--target', 'model')).toMatchObject({ code: 0 });
    expect(await by('--target', 'gone')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it has local, model'),
    });
    expect(await by()).toMatchObject({ code: 2, stderr: expect.stringContaining('name one of them by --target') });
    expect(await by('--target', 'local', '--model', 'x')).toMatchObject({ code: 2 });
    expect(await gate('--config', join(folder, 'no.yaml'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('cannot be read'),
    });
  });

  it('takes one target only', async () => {
    const both = await gate('--target', 'http://127.0.0.1:1', '--command', command);
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('Only one of --target') });
  });
});
