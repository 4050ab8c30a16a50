import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environmentOf, healthCommand, readDockerfile, root, type Stage, type Step } from './dockerfile.ts';

/**
 * Carries out the Dockerfile without Docker: every COPY and RUN in a folder per stage (/app and /data mean that folder's), then CMD
 * and HEALTHCHECK as its USER. What it cannot prove is the base image; it stands in with this Node and this system's shell.
 */
const house = mkdtempSync(join(tmpdir(), 'ratchet-container-'));
const stages = readDockerfile();
const places = new Map(stages.map((stage, index) => [stage, join(house, stage.name ?? `stage-${index}`)]));
const inside = (stage: Stage, text: string): string =>
  text.replaceAll(/(?<![\w.])\/(app|data)\b/g, `${places.get(stage)}/$1`);

// As in the base image: this Node on the path for everybody, whoever may read the folder that it came from.
const bin = join(house, 'bin');
mkdirSync(bin);
chmodSync(house, 0o755);
copyFileSync(process.execPath, join(bin, 'node'));
const path = `${bin}:/usr/local/bin:/usr/bin:/bin`;

// What Docker's builder would be given for a proxy; without its certificates npm retries for minutes.
const buildersNetwork = Object.fromEntries(
  Object.entries(process.env).filter(([name]) =>
    /^(NODE_EXTRA_CA_CERTS|(https?|no)_proxy|npm_config_\w+)$/i.test(name),
  ),
);

/** Files that git knows of or that are new, and that .dockerignore lets through. */
function contextFiles(): string[] {
  const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  const ignored = readFileSync(join(root, '.dockerignore'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return listed.stdout.split('\n').filter((file) => file !== '' && !ignored.includes(file.split('/')[0] ?? ''));
}

function copy(stage: Stage, step: Step): void {
  const sources = step.words.slice(0, -1);
  const target = join(places.get(stage) ?? '', 'app', step.words.at(-1) ?? '');
  const from = stages.find((each) => each.name !== undefined && each.name === step.flags['from']);
  for (const source of sources) {
    if (from !== undefined) {
      cpSync(inside(from, source), target, { recursive: true, verbatimSymlinks: true });
      continue;
    }
    const files = contextFiles().filter((file) => file === source || file.startsWith(`${source}/`));
    if (files.length === 0) throw new Error(`COPY ${source}: no such file in the build context.`);
    for (const file of files) {
      const to = file === source ? join(target, basename(file)) : join(target, file.slice(source.length + 1));
      mkdirSync(dirname(to), { recursive: true });
      copyFileSync(join(root, file), to);
    }
  }
}

function build(stage: Stage): void {
  // The builder's own npm settings (registry, certificates) apply, as a proxy's would in Docker.
  const env = {
    PATH: path,
    ...buildersNetwork,
    HOME: process.env['HOME'] ?? house,
    ...environmentOf(stage),
    npm_config_update_notifier: 'false',
  };
  mkdirSync(join(places.get(stage) ?? '', 'app'), { recursive: true });
  for (const step of stage.steps) {
    console.log(`${stage.name ?? 'image'}: ${step.name} ${step.text}`);
    if (step.name === 'COPY') copy(stage, step);
    if (step.name !== 'RUN') continue;
    const run = spawnSync('sh', ['-c', inside(stage, step.text)], {
      cwd: join(places.get(stage) ?? '', 'app'),
      env,
      stdio: 'inherit',
    });
    if (run.status !== 0) throw new Error(`RUN ${step.text} exited with ${run.status}.`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Runs CMD as USER until HEALTHCHECK passes, then stops it as Docker does. Returns what to print. */
async function run(image: Stage): Promise<string> {
  const [uid = 0, gid = 0] = (image.steps.findLast((step) => step.name === 'USER')?.text ?? '').split(':').map(Number);
  const ownEnv = Object.fromEntries(
    Object.entries(environmentOf(image)).map(([name, value]) => [name, inside(image, value)]),
  );
  // Not 0.0.0.0 as in the image: this proof opens no port to the network.
  const env = {
    PATH: path,
    ...ownEnv,
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    RATCHET_SECRET: 'x'.repeat(48),
    DATABASE_URL: process.env['PROVE_DATABASE_URL'] ?? '',
    // Nobody answers there: the SDKs are loaded, from what the image has of packages, and the server starts all the same.
    SLACK_BOT_TOKEN: 'xoxb-nobody',
    SLACK_APP_TOKEN: 'xapp-nobody',
    SLACK_API_URL: 'http://127.0.0.1:9/api/',
    TEAMS_ALLOW_UNAUTHENTICATED: 'loopback',
  };
  const options = { cwd: join(places.get(image) ?? '', 'app'), env, uid, gid };
  const [command = '', ...args] = image.steps.findLast((step) => step.name === 'CMD')?.words ?? [];
  const child = spawn(command, args, { ...options, stdio: 'inherit' });
  const exited = once(child, 'exit');
  const [healthProgram = '', ...healthArgs] = healthCommand(image);
  const startedAt = performance.now();
  let healthy = false;
  while (!healthy && child.exitCode === null && performance.now() - startedAt < 60_000) {
    healthy = spawnSync(healthProgram, healthArgs, options).status === 0;
    if (!healthy) await sleep(200);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  child.kill('SIGTERM');
  const [code] = (await exited) as [number | null];
  if (!healthy) throw new Error(`CMD was not healthy after ${seconds} s; it exited with ${code}.`);
  if (code !== 0) throw new Error(`CMD exited with ${code} after SIGTERM, not 0.`);
  return `healthy after ${seconds} s as user ${uid}, stopped cleanly`;
}

try {
  for (const stage of stages) build(stage);
  const image = stages.at(-1) as Stage;
  if (process.getuid?.() !== 0) throw new Error('Run this as root: it starts the server as another user.');
  chownSync(join(places.get(image) ?? '', 'data'), 1000, 1000);
  console.log(await run(image));
} finally {
  rmSync(house, { recursive: true, force: true });
}
