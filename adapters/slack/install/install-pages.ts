import { INSTALL_PATH, OAUTH_PATH, SLACK_SCOPES } from '#adapters/slack/manifest.ts';
import { isDistributed, type SlackSettings } from '#adapters/slack/slack-settings.ts';
import type { Workspaces } from '#adapters/slack/workspaces.ts';
import type { App } from '#src/app.ts';
import { hasRole, type Person } from '#src/domain/actor.ts';
import { conflict, forbidden, invalid } from '#src/errors.ts';
import type { Runtime } from '#src/ports/runtime.ts';
import type { Store } from '#src/ports/store.ts';
import { exchangeCode, SLACK_API_URL } from './exchange-code.ts';
import { checkState, makeState } from './oauth-state.ts';
import { sealToken } from './secret-box.ts';

export type InstallOptions = {
  app: App;
  store: Pick<Store, 'takeReceipts'>;
  runtime: Pick<Runtime, 'now'>;
  settings: SlackSettings;
  secret: string;
  baseUrl: string;
  workspaces: Pick<Workspaces, 'forget' | 'where'>;
};

type Ask = { actor: Person | undefined; sessionKey: string | undefined; query: URLSearchParams };
type Page = { title: string; words: readonly string[]; code?: string } | { redirect: string };

/** Installing the app in further workspaces, for a signed-in admin. Installing grants nothing: the last page says what does. */
export function installPages(options: InstallOptions): { path: string; answer(ask: Ask): Promise<Page> }[] {
  if (!isDistributed(options.settings)) return [];
  return [
    { path: INSTALL_PATH, answer: (ask) => begin(options, ask) },
    { path: OAUTH_PATH, answer: (ask) => finish(options, ask) },
  ];
}

async function begin({ settings, secret, baseUrl, runtime }: InstallOptions, ask: Ask): Promise<Page> {
  const { sessionKey } = adminOf(ask);
  const { apiUrl = SLACK_API_URL, clientId = '' } = settings;
  const url = new URL('/oauth/v2/authorize', apiUrl);
  url.search = new URLSearchParams({
    client_id: clientId,
    scope: SLACK_SCOPES.map(({ scope }) => scope).join(','),
    redirect_uri: `${baseUrl}${OAUTH_PATH}`,
    state: makeState({ secret, sessionKey }, runtime.now()),
  }).toString();
  return { redirect: url.href };
}

async function finish(options: InstallOptions, ask: Ask): Promise<Page> {
  const { store, runtime, settings, secret, baseUrl, workspaces, app } = options;
  const { query } = ask;
  const { actor, sessionKey } = adminOf(ask);
  const id = checkState(query.get('state') ?? '', { secret, sessionKey }, runtime.now());
  if (query.has('error')) return notInstalled(query.get('error') ?? '');
  const code = query.get('code') ?? '';
  if (code === '') throw invalid('Slack sent no code. Nothing was installed; begin again at /slack/install.');
  const [isFirst] = await store.takeReceipts([`slack-install:${id}`], runtime.now());
  if (!isFirst) throw conflict('This installation is finished already. `ratchet slack teams` lists what is installed.');
  const { token, team, name, facts } = await exchangeCode(settings, code, `${baseUrl}${OAUTH_PATH}`);
  if (settings.botToken !== undefined && (await workspaces.where(team)).home)
    throw conflict(`${name} is the workspace of SLACK_BOT_TOKEN, where the app works already.`);
  const { routed } = await app.verbs.installTeam(actor, {
    surface: 'slack',
    team,
    name,
    secretBox: sealToken(token, team, secret),
    facts,
  });
  workspaces.forget(team);
  return installed({ team, name, routed });
}

function adminOf({ actor, sessionKey }: Ask): { actor: Person; sessionKey: string } {
  if (!actor || sessionKey === undefined)
    throw forbidden('Sign in first, with a link that `ratchet invite <name> --role admin` makes, and open this again.');
  if (!hasRole(actor, 'admin'))
    throw forbidden('Only an admin installs the app in a workspace. Ask one to open this page.');
  return { actor, sessionKey };
}

function notInstalled(error: string): Page {
  const why =
    error === 'access_denied' ? 'It was cancelled in Slack.' : `Slack said ${error.replace(/\W+/g, '_').slice(0, 80)}.`;
  return { title: 'Nothing was installed', words: [why, 'Begin again at /slack/install when you want to.'] };
}

function installed({ team, name, routed }: { team: string; name: string; routed: boolean }): Page {
  const title = `Installed in ${name === '' ? team : name}`;
  if (routed)
    return { title, words: [`ratchet.yaml routes to ${team} already: invite @Ratchet to the channel, and it works.`] };
  return {
    title,
    words: [
      `It may do nothing there until ratchet.yaml routes something to ${team}. Add this with the channel’s id, restart, and invite @Ratchet to the channel:`,
    ],
    code: `routes:\n  - surface: slack\n    team: ${team}\n    channel: C0123ABCD\n    agents: ['support-*']\n    role: reviewer`,
  };
}
