import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Installs the command, runs the gate, and gives the commit a check. Exits as the gate does: only 0 may be deployed. */
const { env } = process;
/** Options of `ratchet gate` that are inputs by the same name. */
const OPTIONS = [
  'target',
  'config',
  'command',
  'openai',
  'model',
  'tier',
  'agent',
  'candidate',
  'concurrency',
  'timeout',
  'run-timeout',
  'tools-url',
  'tools-port',
  'tools-host',
  'junit',
  'summary',
];
/** The package of the command comes without it: only targets of that kind need it. */
const OPENAI = 'openai@7.55.0';
/** GitHub takes no longer summary of a check: https://docs.github.com/en/rest/checks/runs#create-a-check-run */
const MAX_SUMMARY = 65_000;
const TITLES = {
  passed: 'Passed',
  failed: 'Failed: do not deploy',
  undecided: 'Undecided: nobody knows, so do not deploy',
};
const temporary = env['RUNNER_TEMP'] ?? '.';

/** @param {string} name */
function input(name) {
  return (env[`INPUT_${name.toUpperCase().replaceAll('-', '_')}`] ?? '').trim();
}

/** Whether a target of that kind is asked for, or might be by the file that names them. */
function needsOpenai() {
  const config = input('config');
  return input('openai') !== '' || (existsSync(config) && /\bkind:\s*['"]?openai\b/.test(readFileSync(config, 'utf8')));
}

/** The path of the command's script, installed into a folder of its own. Throws with npm's words. */
function install() {
  const folder = join(temporary, 'ratchet-ci');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{}');
  const wanted = existsSync(input('package')) ? resolve(input('package')) : input('package');
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', '--prefix', folder];
  const npm = spawnSync('npm', ['install', ...options, wanted, ...(needsOpenai() ? [OPENAI] : [])], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) throw new Error(`${wanted} could not be installed. ${npm.stderr ?? npm.error?.message}`);
  const installed = Object.keys(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).dependencies);
  const name = installed.find((one) => one !== 'openai') ?? '';
  const home = join(folder, 'node_modules', name);
  return join(home, JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).bin.ratchet);
}

/** The commit that people look at: of a pull request its head, not the merge that GitHub tests. */
function headCommit() {
  try {
    const event = JSON.parse(readFileSync(env['GITHUB_EVENT_PATH'] ?? '', 'utf8'));
    return event.pull_request?.head?.sha ?? env['GITHUB_SHA'] ?? '';
  } catch {
    return env['GITHUB_SHA'] ?? '';
  }
}

/** @param {string} script @param {string} summary @returns {Promise<number>} */
function runGate(script, summary) {
  const given = {
    ...Object.fromEntries(OPTIONS.map((name) => [name, input(name)])),
    candidate: input('candidate') || headCommit(),
    summary,
  };
  const args = Object.entries(given).flatMap(([name, value]) => (value === '' ? [] : [`--${name}=${value}`]));
  // A target of a ratchet.yaml names its own variable.
  if (env['RATCHET_TARGET_TOKEN'] && input('config') === '') args.push('--token-env=RATCHET_TARGET_TOKEN');
  const { GITHUB_TOKEN: _token, ...rest } = env;
  const child = spawn(process.execPath, [script, 'gate', '--github', ...args], { stdio: 'inherit', env: rest });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => done(code ?? 2));
  });
}

/** @param {keyof typeof TITLES} state @param {string} summary */
async function writeCheck(state, summary) {
  const name = input('check-name');
  const repository = env['GITHUB_REPOSITORY'];
  if (name === '' || !repository || !env['GITHUB_TOKEN']) return;
  const text = existsSync(summary) ? readFileSync(summary, 'utf8').slice(0, MAX_SUMMARY) : TITLES[state];
  const answer = await fetch(`${env['GITHUB_API_URL']}/repos/${repository}/check-runs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${env['GITHUB_TOKEN']}`, accept: 'application/vnd.github+json' },
    body: JSON.stringify({
      name,
      head_sha: headCommit(),
      status: 'completed',
      // Undecided is a failure here: `neutral` would let a protected branch merge.
      conclusion: state === 'passed' ? 'success' : 'failure',
      details_url: `${env['GITHUB_SERVER_URL']}/${repository}/actions/runs/${env['GITHUB_RUN_ID']}`,
      output: { title: TITLES[state], summary: text },
    }),
    signal: AbortSignal.timeout(20_000),
  });
  if (!answer.ok) throw new Error(`GitHub answered ${answer.status}`);
}

/** @returns {Promise<number>} */
async function main() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 13))
    throw new Error(`The gate needs Node 22.13 or later, and this is ${process.version}. Set node-version.`);
  const summary = input('summary') || join(temporary, 'ratchet-gate.md');
  const code = await runGate(install(), summary);
  const state = code === 0 ? 'passed' : code === 1 ? 'failed' : 'undecided';
  if (env['GITHUB_OUTPUT']) appendFileSync(env['GITHUB_OUTPUT'], `state=${state}\nsummary=${summary}\n`);
  await writeCheck(state, summary).catch((error) => {
    // The job's own result stands; pull requests from forks have a token that may only read.
    console.log(`::notice title=Ratchet gate::No check was written (${error.message}). Give the job checks: write.`);
  });
  return code;
}

try {
  process.exitCode = await main();
} catch (error) {
  const words = error instanceof Error ? error.message : String(error);
  console.log(
    `::error title=Ratchet gate::${words.replaceAll('%', '%25').replaceAll('\r', '').replaceAll('\n', '%0A')}`,
  );
  process.exitCode = 2;
}
