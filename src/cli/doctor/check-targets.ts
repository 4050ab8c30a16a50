import { connect as connectTcp } from 'node:net';
import { setting, type World } from '#src/cli/command.ts';
import type { Policy } from '#src/policy.ts';
import { type Finding, ok, wrong } from './finding.ts';

const WAIT_MS = 3_000;

/** Whether something listens at every target of ratchet.yaml, and whether its token is set. */
export function checkTargets(targets: Policy['targets'], env: World['env']): Promise<Finding[]> {
  return Promise.all(targets.map((target) => checkTarget(target, env)));
}

async function checkTarget(target: Policy['targets'][number], env: World['env']): Promise<Finding> {
  const what = `target ${target.name}`;
  if (target.kind === 'command') return checkCommand(what, target.env, env);
  const { url, token } = target;
  if (token !== undefined && setting(env, token) === undefined)
    return wrong(
      what,
      `${token}, which should hold its token, is not set`,
      `Set ${token}, or correct token: in ratchet.yaml.`,
    );
  const { hostname } = new URL(url.replaceAll('{version}', 'v0'));
  if (hostname.includes('v0') && url.includes('{version}'))
    return ok(what, 'has an address for each version; not tried');
  const problem = await tryAddress(url.replaceAll('{version}', 'v0'));
  if (problem === undefined) return ok(what, `${hostname.replace(/^\[|\]$/g, '')} answers`);
  return wrong(
    what,
    `${url} cannot be reached (${problem})`,
    'Start the agent there, or correct targets: in ratchet.yaml.',
  );
}

/** Its program is not started: nobody knows what that would do. */
function checkCommand(what: string, named: readonly string[], env: World['env']): Finding {
  const missing = named.filter((name) => setting(env, name) === undefined);
  if (missing.length === 0) return ok(what, 'is a command; not tried');
  return wrong(
    what,
    `${missing.join(', ')}, which its process should get, is not set`,
    `Set it, or correct env: in ratchet.yaml.`,
  );
}

/** Whether something listens there: undefined, else what went wrong. */
export function tryAddress(url: string): Promise<string | undefined> {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return reach(host, port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port));
}

function reach(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host, port });
    const done = (problem: string | undefined) => {
      socket.destroy();
      resolve(problem);
    };
    socket.setTimeout(WAIT_MS, () => done(`no answer within ${WAIT_MS / 1_000} s`));
    socket.once('connect', () => done(undefined));
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
  });
}
