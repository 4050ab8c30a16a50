import { styleText } from 'node:util';
import { type CommandInput, command } from '#src/cli/command.ts';
import { plainLine } from '#src/cli/terminal-text.ts';
import type { Config } from '#src/config.ts';
import type { Policy } from '#src/policy.ts';
import { withEnvironmentRoutes } from '#src/routes-of.ts';
import { checkDatabase } from './check-database.ts';
import { checkJudge } from './check-judge.ts';
import { checkMachine } from './check-machine.ts';
import { checkServer } from './check-server.ts';
import { checkSettings } from './check-settings.ts';
import { checkTargets } from './check-targets.ts';
import { checkTickets } from './check-tickets.ts';
import type { Finding } from './finding.ts';

const flags = { json: { help: 'print JSON' } } as const;

export const doctor = command({
  usage: 'ratchet doctor',
  about:
    'Checks every setting and connection, and says what to do. Changes nothing. Exits with 1 when something is wrong.',
  flags,
  examples: ['ratchet doctor', 'ratchet doctor --json'],
  run,
});

async function run({ values, world }: CommandInput<typeof flags>): Promise<number> {
  const { env, stdout } = world;
  const { config, policy, findings: settings } = await checkSettings(env);
  const rest = await Promise.all([
    config ? checkDatabase(config) : [],
    checkServer(env),
    policy ? checkTargets(policy.targets, env) : [],
    policy ? checkTickets(policy.tickets, env) : [],
    policy ? checkJudge(policy.judge, env) : [],
    config && policy ? checkSlackWhereSet(config, policy) : [],
    config && policy ? checkTeamsWhereSet(config, policy) : [],
  ]);
  const findings = [...(await checkMachine(env)), ...settings, ...rest.flat()];
  const bad = findings.filter(({ level }) => level === 'wrong').length;
  if (values.json) stdout.write(`${JSON.stringify(findings, undefined, 2)}\n`);
  else {
    const colour = Boolean(stdout.isTTY) && !env['NO_COLOR'];
    stdout.write(findings.map((finding) => describe(finding, colour)).join(''));
    stdout.write(bad === 0 ? 'Nothing is wrong.\n' : `${bad} thing${bad === 1 ? ' is' : 's are'} wrong.\n`);
  }
  return bad === 0 ? 0 : 1;
}

/** Its code is read only where Slack is set up. */
async function checkSlackWhereSet(config: Config, policy: Policy): Promise<Finding[]> {
  if (!config.slack) return [];
  const { checkSlack } = await import('./check-slack.ts');
  return checkSlack(config, withEnvironmentRoutes(policy, config));
}

async function checkTeamsWhereSet(config: Config, policy: Policy): Promise<Finding[]> {
  if (!config.teams) return [];
  const { checkTeams } = await import('./check-teams.ts');
  return checkTeams(config, withEnvironmentRoutes(policy, config));
}

const MARKS = { ok: ['green', 'ok   '], note: ['yellow', 'note '], wrong: ['red', 'WRONG'] } as const;

function describe({ what, level, words, todo }: Finding, colour: boolean): string {
  const [format, mark] = MARKS[level];
  const shown = colour ? styleText(format, mark, { validateStream: false }) : mark;
  const line = `${shown} ${what}: ${plainLine(words, 600)}\n`;
  return todo === undefined ? line : `${line}        ${plainLine(todo, 600)}\n`;
}
