import type { FakeState, FakeTeam, FakeView, Json } from './fake-state.ts';
import { type Method, refuse, refuseProblems } from './method.ts';
import { viewProblems } from './view-rules.ts';

const TRIGGER_MS = 3_000;
const STACK = 3;

/** What views.* of the Web API shows to one person. */
export const viewMethods: Record<string, Method> = {
  'views.open': {
    run(state, team, args) {
      const user = takeTrigger(state, team, args['trigger_id']);
      const view = newView(state, team, user, args['view'], 'modal');
      state.stacks.set(`${team.id}:${user}`, [view]);
      return { view: viewJson(view) };
    },
  },
  'views.push': {
    run(state, team, args) {
      const user = takeTrigger(state, team, args['trigger_id']);
      const stack = state.stacks.get(`${team.id}:${user}`) ?? [];
      if (stack.length >= STACK) refuse('push_limit_reached');
      const view = newView(state, team, user, args['view'], 'modal');
      state.stacks.set(`${team.id}:${user}`, [...stack, view]);
      return { view: viewJson(view) };
    },
  },
  'views.update': {
    run(state, team, args) {
      const all = [...state.stacks.values()].flat().filter((view) => view.team === team.id);
      const known = all.find(({ id, view }) =>
        args['view_id'] === undefined ? view['external_id'] === args['external_id'] : id === args['view_id'],
      );
      if (!known) return refuse('not_found');
      if (args['hash'] !== undefined && args['hash'] !== known.hash) refuse('hash_conflict');
      replaceView(state, known, args['view']);
      return { view: viewJson(known) };
    },
  },
  'views.publish': {
    run(state, team, args) {
      const user = args['user_id'];
      if (!state.users.some((found) => found.id === user && found.team === team.id)) refuse('user_not_found');
      const view = newView(state, team, user, args['view'], 'home');
      state.homes.set(`${team.id}:${user}`, view);
      return { view: viewJson(view) };
    },
  },
};

function takeTrigger(state: FakeState, team: FakeTeam, id: unknown): string {
  const trigger = state.triggers.get(String(id));
  if (trigger?.team !== team.id) return refuse('invalid_trigger_id');
  if (state.now() - trigger.madeAt > TRIGGER_MS) refuse('expired_trigger_id');
  if (trigger.used) refuse('exchanged_trigger_id');
  trigger.used = true;
  return trigger.user;
}

export function newView(state: FakeState, team: FakeTeam, user: string, view: Json, type: 'modal' | 'home'): FakeView {
  refuseProblems('invalid_arguments', viewProblems(view, type));
  const open = [...state.stacks.values()].flat().map((known) => known.view['external_id']);
  if (view['external_id'] && open.includes(view['external_id'])) refuse('duplicate_external_id');
  return { id: state.next('V'), team: team.id, user, hash: state.next('hash.'), state: {}, view };
}

/** What was typed stays where a block keeps its block_id and action_id, as Slack's client does it. */
export function replaceView(state: FakeState, known: FakeView, view: Json): void {
  refuseProblems('invalid_arguments', viewProblems(view, 'modal'));
  const inputs = new Set(
    (view['blocks'] as Json[]).map((block) => `${block['block_id']}/${block['element']?.action_id}`),
  );
  known.state = Object.fromEntries(
    Object.entries(known.state).filter(([id, value]) => inputs.has(`${id}/${Object.keys(value as Json)[0]}`)),
  );
  known.view = view;
  known.hash = state.next('hash.');
}

/** A view as Slack writes it into answers and payloads; its values are what stands in the inputs now. */
export function viewJson(view: FakeView): Json {
  return {
    id: view.id,
    team_id: view.team,
    type: view.view['type'],
    hash: view.hash,
    blocks: view.view['blocks'],
    title: view.view['title'],
    private_metadata: view.view['private_metadata'] ?? '',
    callback_id: view.view['callback_id'] ?? '',
    state: { values: valuesOf(view) },
    root_view_id: view.id,
    app_id: 'A1',
    bot_id: 'B1',
  };
}

function valuesOf({ view, state }: FakeView): Json {
  const values: Json = {};
  for (const block of view['blocks'] as Json[]) {
    if (block['type'] !== 'input') continue;
    const element = block['element'] as Json;
    values[block['block_id']] = state[block['block_id']] ?? { [element['action_id']]: initialValue(element) };
  }
  return values;
}

/** An untouched input as a submission carries it. */
function initialValue(element: Json): Json {
  const { type, initial_value: value, initial_option: one, initial_options: several } = element;
  if (type === 'plain_text_input') return { type, value: value ?? null };
  if (type === 'checkboxes' || type.startsWith('multi_')) return { type, selected_options: several ?? [] };
  return { type, selected_option: one ?? null };
}
