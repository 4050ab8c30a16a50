import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CI_COMMANDS } from '#src/cli/ci-commands.ts';
import { gate } from '#src/cli/gate/gate.ts';
import { startBehaviours } from '#test/agents/agent-behaviours.ts';
import { type HttpApp, httpApp } from '#test/http/http-app.ts';
import { addScenario } from './gate-scenarios.ts';
import { type Ended, scratchFolder } from './run-cli.ts';

const root = join(import.meta.dirname, '../..');
const actionFolder = join(root, '.github/actions/gate');
type Step = { id?: string; uses?: string; run?: string; env?: Record<string, string> };
const action = parse(readFileSync(join(actionFolder, 'action.yml'), 'utf8')) as {
  inputs: Record<string, { required?: boolean; default?: string }>;
  runs: { using: string; steps: Step[] };
};

/** Runs a program with nothing of our own environment but the path. */
function run(file: string, args: string[], cwd: string, env: Record<string, string> = {}): Promise<Ended> {
  const { PATH = '' } = process.env;
  return new Promise((done) => {
    const child = execFile(file, args, { cwd, env: { PATH, HOME: cwd, ...env } }, (_error, stdout, stderr) =>
      done({ code: child.exitCode, stdout, stderr }),
    );
  });
}

/** A GitHub that keeps what it is sent, and answers with this status. */
async function startGitHub(): Promise<{ url: string; checks: unknown[]; answer(status: number): void; close(): void }> {
  const checks: unknown[] = [];
  let status = 201;
  const server = createServer(async (request, response) => {
    checks.push({ path: request.url, token: request.headers.authorization, ...((await json(request)) as object) });
    response.writeHead(status).end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const answer = (next: number) => {
    status = next;
  };
  return { url: `http://127.0.0.1:${port}`, checks, answer, close: () => server.close() };
}

describe('the package for CI', () => {
  const { folder, remove } = scratchFolder();
  let http: HttpApp;
  let agents: Awaited<ReturnType<typeof startBehaviours>>;
  let github: Awaited<ReturnType<typeof startGitHub>>;
  let tarball = '';
  beforeAll(async () => {
    const packed = spawnSync(process.execPath, ['bin/pack-ci.mjs', folder], { cwd: root, encoding: 'utf8' });
    tarball = packed.stdout.trim();
    expect(tarball, packed.stderr).toMatch(/\.tgz$/);
    writeFileSync(join(folder, 'package.json'), '{}');
    const options = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball];
    expect(await run('npm', options, folder)).toMatchObject({ code: 0 });
    http = await httpApp({ localMode: true });
    agents = await startBehaviours();
    github = await startGitHub();
    await addScenario(http, { id: 'SC-1', agent: 'good', checks: [{ kind: 'tool_called', tool: 'cancel_plan' }] });
    await addScenario(http, { id: 'SC-2', agent: 'bad', checks: [{ kind: 'tool_not_called', tool: 'cancel_plan' }] });
  });
  afterAll(async () => {
    github.close();
    await agents.close();
    await http.close();
    remove();
  });
  const ratchet = (...args: string[]) =>
    run(join(folder, 'node_modules/.bin/ratchet'), args, folder, { RATCHET_SERVER: http.server.url });

  it('holds its commands as JavaScript, and of vendors only what reads input and patterns', async () => {
    const installed = join(folder, 'node_modules/@ratchet-bot/ci');
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.endsWith('.ts'))).toEqual([]);
    expect(readdirSync(join(installed, 'node_modules')).sort()).toEqual(['re2js', 'yaml', 'zod']);
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['@ratchet-bot']);
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await ratchet('--version')).toMatchObject({ code: 0, stdout: `${version}\n` });
    for (const name of Object.keys(CI_COMMANDS))
      expect(await ratchet(name, '--help')).toMatchObject({ code: 0, stderr: '' });
    expect(await ratchet('serve')).toMatchObject({ code: 2, stderr: expect.stringContaining('no command "serve"') });
  });

  it('runs a gate against the server, and blocks', async () => {
    const target = ['gate', '--target', agents.url('good')];
    expect(await ratchet(...target, '--agent', 'good')).toMatchObject({ code: 0 });
    const failed = await ratchet(...target, '--agent', 'bad');
    expect(failed).toMatchObject({ code: 1, stdout: expect.stringContaining('FAILED SC-2') });
    expect(await ratchet('scenarios')).toMatchObject({ code: 0, stdout: expect.stringContaining('SC-1') });
    expect(await ratchet('scenarios', 'pull')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('written to'),
    });
    expect(await ratchet('scenarios', 'export', '--format', 'promptfoo', 'suite')).toMatchObject({ code: 0 });
    const provider = ['--input-type=module', '-e', 'await import("./suite/ratchet-agent.mjs")'];
    expect(await run(process.execPath, provider, folder)).toMatchObject({ code: 0, stderr: '' });
  });

  /** Does what a runner does with a composite action: puts the inputs into each step's environment and gives its script to bash. */
  async function runAction(given: Record<string, string>): Promise<Ended & { files: Record<string, string> }> {
    const inputs: Record<string, string> = { 'node-version': '', package: tarball, server: http.server.url, ...given };
    const value = (name: string) => inputs[name] ?? action.inputs[name]?.default ?? '';
    const written = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'step.md') };
    for (const path of Object.values(written)) writeFileSync(path, '');
    const event = join(folder, 'event.json');
    writeFileSync(event, JSON.stringify({ pull_request: { head: { sha: 'c0ffee' } } }));
    const step = action.runs.steps.find((one) => one.run !== undefined);
    const env = Object.entries(step?.env ?? {}).map(([key, text]) => [
      key,
      text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_all, name: string) => value(name)),
    ]);
    const ended = await run('bash', ['-e', '-o', 'pipefail', '-c', step?.run ?? 'exit 9'], folder, {
      ...written,
      ...Object.fromEntries(env),
      npm_config_offline: 'true',
      RUNNER_TEMP: join(folder, 'temporary'),
      GITHUB_ACTION_PATH: actionFolder,
      GITHUB_API_URL: github.url,
      GITHUB_SERVER_URL: 'https://github.test',
      GITHUB_REPOSITORY: 'acme/agent',
      GITHUB_RUN_ID: '7',
      GITHUB_SHA: 'merge',
      GITHUB_EVENT_PATH: event,
    });
    const files = Object.fromEntries(Object.entries(written).map(([key, path]) => [key, readFileSync(path, 'utf8')]));
    return { ...ended, files };
  }

  it('blocks a pull request from the action: annotations, a summary, and a check on the head of the branch', async () => {
    const given = { target: agents.url('good'), agent: 'bad', 'github-token': 'ght', 'api-key': '' };
    const ended = await runAction(given);
    expect(ended.code, ended.stderr).toBe(1);
    expect(ended.stdout).toMatch(/^::error title=SC-2 [^:]*::cancel_plan was called/m);
    expect(ended.files['GITHUB_STEP_SUMMARY']).toContain('| SC\\-2 |');
    expect(ended.files['GITHUB_OUTPUT']).toMatch(/^state=failed$/m);
    expect(readFileSync(join(folder, 'ratchet-gate.xml'), 'utf8')).toContain('<failure');
    expect(github.checks.at(-1)).toMatchObject({
      path: '/repos/acme/agent/check-runs',
      token: 'Bearer ght',
      name: 'Ratchet gate',
      head_sha: 'c0ffee',
      conclusion: 'failure',
      details_url: 'https://github.test/acme/agent/actions/runs/7',
      output: { title: 'Failed: do not deploy', summary: expect.stringContaining('SC\\-2') },
    });
    const [last] = await http.test.store.gates.list(1);
    expect(last).toMatchObject({ candidateVersion: 'c0ffee' });
  });

  it('passes from the action, and the result stands where the token may write no check', async () => {
    github.answer(403);
    const ended = await runAction({ target: agents.url('good'), agent: 'good', 'github-token': 'fork' });
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('GitHub answered 403') });
    expect(ended.files['GITHUB_OUTPUT']).toMatch(/^state=passed$/m);
  });

  it('takes a target of the repository’s ratchet.yaml, by its name', async () => {
    const config = join(folder, 'targets.yaml');
    const agent = join(root, 'test/agents/command-agent.ts');
    writeFileSync(
      config,
      `targets:\n  - { name: ours, kind: command, command: ${JSON.stringify([process.execPath, agent, 'good'])} }\n`,
    );
    const given = { config, target: 'ours', agent: 'good', candidate: 'v1', 'target-token': 'unused' };
    const ended = await runAction({ ...given, 'github-token': 'fork' });
    expect(ended, ended.stdout).toMatchObject({ code: 0 });
    expect(ended.stderr).toContain('against ours');
  });

  it('is red, and undecided, when the command cannot be installed', async () => {
    const ended = await runAction({ target: agents.url('good'), package: './nowhere.tgz' });
    expect(ended).toMatchObject({ code: 2, stdout: expect.stringMatching(/^::error .*nowhere\.tgz could not be/m) });
  });
});

describe('the action', () => {
  const step = action.runs.steps.find((one) => one.run !== undefined);

  it('offers every option of the gate, and no other', () => {
    const own = ['server', 'api-key', 'target-token', 'package', 'node-version', 'check-name', 'github-token'];
    // Both are set by the action itself.
    const left = ['github', 'token-env'];
    const known = Object.keys(gate.flags).filter((flag) => !left.includes(flag));
    expect(Object.keys(action.inputs).sort()).toEqual([...known, ...own].sort());
    for (const name of known) {
      const variable = `INPUT_${name.toUpperCase().replaceAll('-', '_')}`;
      expect(step?.env?.[variable], name).toBe(`\${{ inputs.${name} }}`);
    }
    const script = readFileSync(join(actionFolder, 'run-gate.mjs'), 'utf8');
    for (const name of known) expect(script, name).toContain(`'${name}'`);
  });

  it('takes the package of this very version, and puts no input into a script', () => {
    const { version, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string;
      dependencies: Record<string, string>;
    };
    const script = readFileSync(join(actionFolder, 'run-gate.mjs'), 'utf8');
    expect(script).toContain(`'openai@${dependencies['openai']}'`);
    expect(action.inputs['package']?.default).toBe(`@ratchet-bot/ci@${version}`);
    expect(action.runs.using).toBe('composite');
    for (const one of action.runs.steps) expect(one.run ?? '').not.toContain('${{');
  });
});
