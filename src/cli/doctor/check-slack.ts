import { SLACK_SCOPES } from '#adapters/slack/manifest.ts';
import type { SlackSettings } from '#src/chat-settings.ts';
import type { Config } from '#src/config.ts';
import type { Policy } from '#src/policy.ts';
import { checkAddress } from './check-address.ts';
import { type Finding, note, ok, wrong } from './finding.ts';
import { installedWorkspaces } from './installed-workspaces.ts';
import { askSlack, type SlackReply } from './slack-api.ts';

const SLACK_API_URL = 'https://slack.com/api/';
const NOTED_SKEW_MS = 60_000;
/** Slack's signatures are refused beyond this, both ways. */
const WRONG_SKEW_MS = 300_000;

type Routes = Policy['routes'];
/** A workspace by the token that we have for it; `team` is not known before Slack was asked. */
type Token = { token: string; from: string; isHome: boolean };

/** Slack: tokens, scopes, channels, how its requests arrive, the clock. */
export async function checkSlack(config: Config, policy: Policy): Promise<Finding[]> {
  const { slack } = config;
  if (!slack) return [];
  const apiUrl = slack.apiUrl ?? SLACK_API_URL;
  const installed = await installedWorkspaces(config);
  const home = slack.botToken === undefined ? [] : [{ token: slack.botToken, from: 'SLACK_BOT_TOKEN', isHome: true }];
  const tokens: Token[] = [...home, ...installed.tokens];
  const routes = policy.routes.filter((route) => route.surface === 'slack');
  const checked = await Promise.all(tokens.map((token) => checkWorkspace(apiUrl, token, routes)));
  const teams = new Set(checked.flatMap(({ team }) => team ?? []));
  const hasAll = checked.every(({ team }) => team !== undefined) && installed.isComplete;
  return [
    ...(await checkArrival(slack, config.url, apiUrl)),
    ...checked.flatMap(({ findings }) => findings),
    ...installed.findings,
    ...(hasAll ? unreachableRoutes(routes, teams) : []),
    ...(routes.length === 0
      ? [
          note(
            'Slack routes',
            'nothing is posted to Slack, and nobody there may do anything',
            'Set SLACK_REVIEW_CHANNEL, or name a channel under routes in ratchet.yaml.',
          ),
        ]
      : []),
  ];
}

/** How Slack's requests come in: by its socket, or signed to our address. */
async function checkArrival(slack: SlackSettings, url: string | undefined, apiUrl: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (slack.appToken !== undefined) findings.push(await checkAppToken(apiUrl, slack.appToken));
  if (slack.signingSecret !== undefined) {
    findings.push(ok('Slack signing secret', 'set'), await checkAddress('Slack requests', url, '/slack/events'));
  }
  return findings;
}

async function checkAppToken(apiUrl: string, appToken: string): Promise<Finding> {
  const reply = await askSlack(apiUrl, 'apps.connections.open', appToken);
  if (reply.ok) return ok('Slack app token', 'Socket Mode opens');
  return (
    unreachable(reply, 'Slack app token') ??
    wrong(
      'Slack app token',
      `Slack refuses it (${reply.error})`,
      'Under Basic Information make an App-Level Token with connections:write and set SLACK_APP_TOKEN; turn Socket Mode on.',
    )
  );
}

async function checkWorkspace(
  apiUrl: string,
  { token, from, isHome }: Token,
  routes: Routes,
): Promise<{ team?: string; findings: Finding[] }> {
  const what = `Slack ${from}`;
  const reply = await askSlack(apiUrl, 'auth.test', token);
  const away = unreachable(reply, what);
  if (away) return { findings: [away] };
  const clock = isHome && reply.at ? [checkSlackClock(reply.at)] : [];
  if (!reply.ok) return { findings: [refusedToken(what, reply.error, isHome), ...clock] };
  const team = String(reply.data['team_id']);
  const mine = routes.filter((route) => route.team === team || (isHome && route.team === undefined));
  const channels = await Promise.all(mine.map(({ channel }) => checkChannel(apiUrl, token, team, channel)));
  return {
    team,
    findings: [
      ok(what, `${reply.data['user']} in ${reply.data['team']} (${team})`),
      ...checkScopes(what, reply.scopes),
      ...clock,
      ...channels,
      ...(mine.length === 0 && !isHome ? [unrouted(what, team)] : []),
    ],
  };
}

function refusedToken(what: string, error: string, isHome: boolean): Finding {
  const again = isHome
    ? 'Copy the Bot User OAuth Token (xoxb-…) under OAuth & Permissions of the app into SLACK_BOT_TOKEN, and restart.'
    : 'Install the app there again at /slack/install, or forget it: ratchet slack remove <team>.';
  return wrong(what, `Slack does not accept the token (${error})`, again);
}

/** What the token lacks of the manifest's scopes. Slack tells none where a proxy swallowed the header. */
export function checkScopes(what: string, scopes: readonly string[]): Finding[] {
  if (scopes.length === 0) return [];
  const lacking = SLACK_SCOPES.filter(({ scope }) => !scopes.includes(scope));
  const todo = 'Add it under OAuth & Permissions (or paste `ratchet slack manifest` again), and install the app again.';
  if (lacking.length === 0) return [ok(`${what}: scopes`, `all ${SLACK_SCOPES.length}`)];
  return lacking.map(({ scope, why, optional }) =>
    optional
      ? note(
          `${what}: scopes`,
          `without ${scope}: ${why}`,
          `Works without: at most one message twice after a crash. ${todo}`,
        )
      : wrong(`${what}: scopes`, `without ${scope}: ${why}`, todo),
  );
}

async function checkChannel(apiUrl: string, token: string, team: string, channel: string): Promise<Finding> {
  const what = `Slack channel ${channel}`;
  const { ok: isOk, error, data } = await askSlack(apiUrl, 'conversations.info', token, { channel });
  if (!isOk)
    return wrong(
      what,
      error === 'channel_not_found'
        ? `not there in ${team}, or private without the bot`
        : `cannot be looked at (${error})`,
      'Check the id (last line of the channel’s details); in a private channel write: /invite @Ratchet',
    );
  const { name, is_archived: isArchived, is_member: isMember } = data['channel'] as Record<string, unknown>;
  if (isArchived) return wrong(what, `#${name} is archived`, 'Unarchive it in Slack, or route to another one.');
  if (!isMember) return wrong(what, `the bot is not in #${name}`, 'In the channel write: /invite @Ratchet');
  return ok(what, `#${name}, and the bot is in it`);
}

/** Whether our clock goes as Slack's does: a signed request is refused when they differ by five minutes. */
export function checkSlackClock(theirs: Date, ours: Date = new Date()): Finding {
  const skew = Math.abs(theirs.getTime() - ours.getTime());
  if (Number.isNaN(skew) || skew <= NOTED_SKEW_MS) return ok('Slack clock', 'agrees with ours');
  const words = `${Math.round(skew / 1_000)} s away from that of Slack`;
  const todo = 'Set the clock of this machine by NTP: at 300 s every request of Slack is refused.';
  return skew < WRONG_SKEW_MS ? note('Slack clock', words, todo) : wrong('Slack clock', words, todo);
}

function unreachable({ isReached, error }: SlackReply, what: string): Finding | undefined {
  if (isReached) return undefined;
  return wrong(
    what,
    `Slack cannot be reached (${error})`,
    'Let this machine reach slack.com, or correct SLACK_API_URL.',
  );
}

function unreachableRoutes(routes: Routes, teams: ReadonlySet<string>): Finding[] {
  const missing = new Set(routes.flatMap(({ team }) => (team === undefined || teams.has(team) ? [] : team)));
  return [...missing].map((team) =>
    wrong(
      'Slack routes',
      `ratchet.yaml routes to ${team}, where the app is not installed`,
      'Install it there at /slack/install, or remove the route.',
    ),
  );
}

function unrouted(what: string, team: string): Finding {
  return note(
    what,
    `nothing is routed to ${team}, so it may do nothing`,
    `Name it under routes in ratchet.yaml: team: ${team}`,
  );
}
