import { clientToken } from '#adapters/teams/client-token.ts';
import { createConnector, type TokenSource } from '#adapters/teams/connector.ts';
import { type Endpoints, MICROSOFT } from '#adapters/teams/teams-options.ts';
import type { TeamsSettings } from '#src/chat-settings.ts';
import type { Config } from '#src/config.ts';
import { AppError } from '#src/errors.ts';
import type { Policy } from '#src/policy.ts';
import { checkAddress } from './check-address.ts';
import { type Finding, note, ok, wrong } from './finding.ts';

const WAIT_MS = 5_000;

/** Teams: the sign-in of the app, Microsoft's keys, how Teams' requests arrive, and whether the app is in each routed channel. */
export async function checkTeams(config: Config, policy: Policy, endpoints: Endpoints = MICROSOFT): Promise<Finding[]> {
  const { teams, url } = config;
  if (!teams) return [];
  const { appId } = teams;
  if (appId === undefined)
    return [
      note(
        'Teams sign-in',
        'unsigned requests of this machine are taken, for the Agents Playground only',
        'For Teams itself set TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID instead of TEAMS_ALLOW_UNAUTHENTICATED.',
      ),
    ];
  const token = tokenOf({ ...teams, appId }, endpoints);
  const [address, keys, signIn] = await Promise.all([
    checkAddress('Teams requests', url, '/teams/messages'),
    checkKeys(endpoints),
    token
      ? checkSignIn(token)
      : note(
          'Teams sign-in',
          'a managed identity signs in only on its own machine',
          'Look at ratchet status after the first card.',
        ),
  ]);
  const routes = policy.routes.filter((route) => route.surface === 'teams');
  const channels = token && signIn.level === 'ok' ? await checkChannels(routes, token, endpoints) : [];
  return [address, keys, signIn, ...channels, ...(routes.length === 0 ? [NO_ROUTES] : [])];
}

const NO_ROUTES = note(
  'Teams routes',
  'nothing is posted to Teams, and nobody there may do anything',
  'Set TEAMS_REVIEW_CHANNEL, or name a channel under routes in ratchet.yaml.',
);

function tokenOf(
  { appId, appPassword, tenantId = '' }: TeamsSettings & { appId: string },
  { login }: Endpoints,
): TokenSource | undefined {
  if (appPassword === undefined) return undefined;
  return clientToken({ login, tenantId, appId, appPassword }, { now: () => new Date() });
}

async function checkSignIn(token: TokenSource): Promise<Finding> {
  try {
    await token(true);
    return ok('Teams sign-in', 'app id, secret and tenant fit together');
  } catch (error) {
    const words = error instanceof AppError ? error.message : String(error);
    return wrong(
      'Teams sign-in',
      words,
      'The values are in the Azure portal, in the configuration of the bot (docs/teams.md).',
    );
  }
}

async function checkKeys({ openId }: Endpoints): Promise<Finding> {
  try {
    const response = await fetch(openId, { signal: AbortSignal.timeout(WAIT_MS) });
    await response.body?.cancel();
    if (response.ok) return ok('Teams signing keys', 'can be fetched');
    return wrong(
      'Teams signing keys',
      `${openId} answers ${response.status}`,
      'Without them every request of Teams is refused: let this machine reach it.',
    );
  } catch {
    return wrong(
      'Teams signing keys',
      `${openId} cannot be reached`,
      'Without them every request of Teams is refused: let this machine reach it.',
    );
  }
}

async function checkChannels(routes: Policy['routes'], token: TokenSource, { service }: Endpoints): Promise<Finding[]> {
  const connector = createConnector(token, { now: () => new Date() }, WAIT_MS);
  return Promise.all(
    [...new Set(routes.map(({ channel }) => channel))].map(async (channel) => {
      const what = `Teams channel ${channel}`;
      try {
        const path = `conversations/${encodeURIComponent(channel)}/pagedmembers?pageSize=1`;
        await connector({ serviceUrl: service, method: 'GET', path });
        return ok(what, 'the app is in it');
      } catch (error) {
        const words = error instanceof AppError ? error.message : String(error);
        return wrong(what, words, 'Add the app to that team, or change the route; its id is in "Get link to channel".');
      }
    }),
  );
}
