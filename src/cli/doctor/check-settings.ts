import { readFile } from 'node:fs/promises';
import { scheduleProblems } from '#jobs/clock.ts';
import { setting, type World } from '#src/cli/command.ts';
import { type Config, parseConfig } from '#src/config.ts';
import { DETECTORS } from '#src/detect/detectors.ts';
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

/** A misspelled name switches nothing off and suggests nothing, in silence. */
function unknownSignals({ detectors, failureModes }: Policy): Finding[] {
  const own = DETECTORS.map(({ id }) => id);
  const known = new Set<string>([...own, 'low-score', 'judge']);
  const unknown = [
    ...detectors.off.filter((id) => !own.includes(id)).map((id) => ['detectors.off', id] as const),
    ...failureModes.flatMap(({ id, suggestedBy }) =>
      suggestedBy
        .filter((signal) => !known.has(signal.split(':')[0] as string))
        .map((signal) => [`suggestedBy of ${id}`, signal] as const),
    ),
  ];
  return unknown.map(([where, name]) =>
    wrong(
      'ratchet.yaml',
      `${where} names ${name}, which no detector is called`,
      `There are ${[...own].sort().join(', ')}.`,
    ),
  );
}

/** What ratchet.yaml allows but nobody means. */
function checkPolicy(policy: Policy): Finding[] {
  const { failureModes, compliance, promises } = policy;
  const findings = unknownSignals(policy);
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
