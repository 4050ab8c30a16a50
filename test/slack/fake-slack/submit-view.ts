import { optionList } from './element-rules.ts';
import type { FakeState, FakeView, Json } from './fake-state.ts';
import type { Acked } from './inbound.ts';
import { newView, replaceView } from './view-methods.ts';

/** Types these values into the modal; what Slack's client itself would refuse, by field. */
export function submission(view: FakeView, values: Json): Record<string, string> {
  const refused: Record<string, string> = {};
  for (const block of view.view['blocks'] as Json[]) {
    if (block['type'] !== 'input') continue;
    const id = block['block_id'] as string;
    const [field = '', part] = id.split('#');
    if (Object.hasOwn(values, field)) {
      // A long text stands in several inputs: what is typed goes into the first, and the others are emptied.
      const typed = part === undefined ? values[field] : '';
      view.state[id] = { [block['element'].action_id]: filled(view, block, typed) };
    }
    const now = Object.values((view.state[id] ?? {}) as Json)[0] as Json | undefined;
    const problem = clientProblem(block, now ?? initial(block['element']));
    if (problem !== undefined) refused[field] = problem;
  }
  return refused;
}

function filled(view: FakeView, block: Json, value: string | readonly string[]): Json {
  const element = block['element'] as Json;
  const { type } = element;
  if (type === 'plain_text_input') return { type, value: value === '' ? null : value };
  const offered = (view.state[`offered:${block['block_id']}`] ?? []) as Json[];
  const known = [
    ...((element['options'] ?? []) as Json[]),
    ...((element['option_groups'] ?? []) as Json[]).flatMap((group) => group['options'] as Json[]),
    ...((element['initial_options'] ?? []) as Json[]),
    ...offered,
  ];
  const pick = (wanted: string) => {
    const option = known.find((found) => found['value'] === wanted);
    if (!option) throw new Error(`"${wanted}" is no option of ${block['block_id']}.`);
    return option;
  };
  const several = typeof value === 'string' ? (value === '' ? [] : [value]) : value;
  if (type === 'checkboxes' || type.startsWith('multi_')) return { type, selected_options: several.map(pick) };
  return { type, selected_option: several[0] === undefined ? null : pick(several[0]) };
}

function initial(element: Json): Json {
  return {
    value: element['initial_value'] ?? null,
    selected_option: element['initial_option'] ?? null,
    selected_options: element['initial_options'] ?? [],
  };
}

function clientProblem({ element, optional }: Json, now: Json): string | undefined {
  const { type, max_length: most = 3_000, min_length: least = 0 } = element;
  const several = type === 'checkboxes' || type.startsWith('multi_');
  const value = type === 'plain_text_input' ? now['value'] : now['selected_option'];
  const empty = several ? now['selected_options'].length === 0 : value === null || value === undefined;
  if (empty) return optional === true ? undefined : 'Please complete this required field.';
  if (type !== 'plain_text_input') return undefined;
  if (value.length > most) return `This field can hold ${most} characters.`;
  return value.length < least ? `This field needs ${least} characters.` : undefined;
}

/** Does with the modal what the app answered; the problems beside its fields. An answer that Slack's client cannot show throws. */
export function answerView(
  state: FakeState,
  { team, user }: { team: string; user: string },
  view: FakeView,
  { status, body, tookMs }: Acked,
): Record<string, string> {
  if (status !== 200 || tookMs > 3_000) return { '': 'We had some trouble connecting. Try again?' };
  const stack = state.stacks.get(`${team}:${user}`) ?? [];
  const action = body['response_action'];
  if (action === 'errors') return errorsOf(view, body['errors']);
  if (action === 'update') replaceView(state, view, body['view']);
  else if (action === 'push')
    stack.push(newView(state, state.teams.find(({ id }) => id === team) as never, user, body['view'], 'modal'));
  else if (action === 'clear') stack.splice(0);
  else if (action === undefined) stack.pop();
  else throw new Error(`Slack knows no response_action "${action}".`);
  return {};
}

function errorsOf(view: FakeView, errors: Json): Record<string, string> {
  const inputs = new Set(
    (view.view['blocks'] as Json[]).filter(({ type }) => type === 'input').map((block) => block['block_id']),
  );
  const problems: Record<string, string> = {};
  for (const [id, message] of Object.entries(errors)) {
    if (!inputs.has(id)) throw new Error(`Slack shows no error beside "${id}": it is no input of the modal.`);
    if (typeof message !== 'string' || message === '') throw new Error(`The error beside "${id}" is no text.`);
    problems[id.split('#')[0] ?? id] = message;
  }
  if (Object.keys(problems).length === 0) throw new Error('An answer of errors holds none.');
  return problems;
}

/** What Slack would refuse in the answer to a block suggestion. */
export function suggestionProblems(body: Json): string[] {
  const options = body['options'];
  return Array.isArray(options) && options.length === 0 ? [] : optionList(options, 100);
}
