import { readFile } from 'node:fs/promises';
import { scheduleProblems } from '#jobs/clock.ts';
import { setting, type World } from '#src/cli/command.ts';
import { type Config, parseConfig } from '#src/config.ts';
import { AppError, invalid } from '#src/errors.ts';
import { type Policy, parsePolicy } from '#src/policy.ts';
import { type Finding, note, ok, wrong } from './finding.ts';

export type Settings = { config?: Config; policy?: Policy; findings: Finding[] };

/** The environment and ratchet.yaml, every problem of each. */
export async function checkSettings(env: World['env']): Promise<Settings> {
  const environment = tried(
    'environment',
    () => parseConfig(env),
    'Correct the setting (.env.example says what each is for).',
  );
  const path = setting(env, 'RATCHET_POLICY') ?? './ratchet.yaml';
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const policy =
    text === undefined
      ? {
          value: parsePolicy(''),
          findings: [note(path, 'not there, so all defaults hold', 'Copy demo/ratchet.yaml to begin with one.')],
        }
      : tried(
          path,
          () => readPolicy(text),
          `Correct it; its JSON Schema is at /schemas/ratchet-yaml.json of the server.`,
        );
  return {
    ...(environment.value ? { config: environment.value } : {}),
    ...(policy.value ? { policy: policy.value } : {}),
    findings: [
      ...environment.findings,
      ...(environment.value ? signIn(environment.value) : []),
      ...policy.findings,
      ...(policy.value && text !== undefined ? checkPolicy(policy.value) : []),
    ],
  };
}

function tried<T>(what: string, read: () => T, todo: string): { value?: T; findings: Finding[] } {
  try {
    return { value: read(), findings: [ok(what, 'as it should be')] };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const problems = error.details.problems ?? [];
    const words = problems.length === 0 ? [error.message] : problems.map(({ path, message }) => `${path}: ${message}`);
    return { findings: words.map((one) => wrong(what, one, todo)) };
  }
}

/** As a server reads it at its start: schedules too. */
function readPolicy(text: string): Policy {
  const policy = parsePolicy(text);
  const problems = scheduleProblems(policy, new Date());
  if (problems.length > 0) throw invalid('ratchet.yaml has problems.', problems);
  return policy;
}

function signIn({ localMode, host }: Config): Finding[] {
  if (localMode) return [ok('sign-in', 'none needed: only this machine can reach the server')];
  return [ok('sign-in', `by invitation (${host}): ratchet invite <name> --role admin`)];
}

/** What ratchet.yaml allows but nobody means. */
function checkPolicy({ failureModes, compliance, promises }: Policy): Finding[] {
  const findings: Finding[] = [];
  if (failureModes.length === 0)
    findings.push(
      note('ratchet.yaml', 'no failure modes', 'Name some under failureModes: a confirmed call is tagged with them.'),
    );
  for (const [list, ids] of Object.entries({
    failureModes: failureModes.map((mode) => mode.id),
    compliance: compliance.map((rule) => rule.id),
    promises: promises.map((promise) => promise.id),
  })) {
    const twice = [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))];
    for (const id of twice) findings.push(wrong('ratchet.yaml', `${list} has ${id} twice`, 'Give each its own id.'));
  }
  return findings;
}
