import { addTeam } from './fake-state.ts';
import { type Method, refuse } from './method.ts';

/** Who the app is, and how it is installed. */
export const authMethods: Record<string, Method> = {
  'auth.test': {
    run: (_state, team) => ({
      url: `https://${team.id.toLowerCase()}.slack.com/`,
      team: team.name,
      user: 'ratchet',
      team_id: team.id,
      user_id: team.botUserId,
      bot_id: team.botId,
    }),
  },
  'auth.revoke': {
    run(_state, team) {
      team.revoked = true;
      return { revoked: true };
    },
  },
  'bots.info': { run: (_state, team) => ({ bot: { id: team.botId, app_id: 'A1', user_id: team.botUserId } }) },
};

/** Methods that need no token of a team. */
export const openMethods: Record<string, Method['run']> = {
  'oauth.v2.access'(state, _team, args) {
    const id = state.codes.get(args['code']);
    if (id === undefined) return refuse('invalid_code');
    if (args['client_secret'] !== 'client-secret') refuse('bad_client_secret');
    state.codes.delete(args['code']);
    const team = state.teams.find((found) => found.id === id) ?? addTeam(state, id);
    team.revoked = false;
    return {
      app_id: 'A1',
      access_token: team.token,
      token_type: 'bot',
      scope: team.scopes.join(','),
      bot_user_id: team.botUserId,
      team: { id: team.id, name: team.name },
      enterprise: null,
      is_enterprise_install: false,
      authed_user: { id: 'U1' },
    };
  },
};
