import { expect, test } from 'vitest';
import { answerProblems, readView, viewMeta, withBanner } from '#adapters/slack/read-view.ts';
import { cardView, loadingView, renderForm, type View } from '#adapters/slack/render-form.ts';
import { type Field, FORM_IDS, type Form } from '#src/views/card.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { viewProblems } from './fake-slack/view-rules.ts';

const META = viewMeta({ form: 'tag', subject: 'review:R-1', via: 'channel', channel: 'T1/C1', thread: '17.1' });

function form(...fields: Field[]): Form {
  return { id: 'tag', subject: 'review:R-1', title: 'What went wrong with this call?', submitLabel: 'Confirm', fields };
}

// biome-ignore lint/suspicious/noExplicitAny: block JSON, read by name.
type Json = any;

/** A view as Slack sends it back: what stands in each input, or what somebody put there instead. */
function submitted(view: View, typed: Record<string, Json> = {}): Json {
  const values: Json = {};
  for (const block of view.blocks as Json[]) {
    if (block.type !== 'input') continue;
    const { type, action_id: action, initial_value: value, initial_option: one, initial_options: many } = block.element;
    const state =
      type === 'plain_text_input'
        ? { type, value: value ?? null }
        : type === 'static_select'
          ? { type, selected_option: one ?? null }
          : { type, selected_options: many ?? [] };
    values[block.block_id] = { [action]: { ...state, ...typed[block.block_id] } };
  }
  return { ...view, id: 'V1', state: { values } };
}

function inputsOf(view: Json): Json[] {
  return view.blocks.filter((block: Json) => block.type === 'input');
}

test('every kind of field, filled in and read back', () => {
  const view = renderForm(
    form(
      { type: 'note', id: 'about', tone: 'muted', parts: ['R-1 · Cancelled'] },
      { type: 'text', id: 'title', label: 'Title', value: 'A title', required: true, max: 200, hint: 'Short.' },
      { type: 'area', id: 'note', label: 'Note', value: 'one\ntwo', max: 2_000 },
      {
        type: 'select',
        id: 'tier',
        label: 'Tier',
        options: [
          { value: 'fast', label: 'fast' },
          { value: 'slow', label: 'slow' },
        ],
        value: 'slow',
      },
      { type: 'select', id: 'near', label: 'Known?', options: [{ value: 'no', label: 'no' }] },
      {
        type: 'multi',
        id: 'modes',
        label: 'Modes',
        options: [
          { value: 'a', label: 'A' },
          { value: 'b', label: 'B' },
          { value: 'c', label: 'C' },
        ],
        values: ['b'],
      },
      { type: 'action', id: 'new', control: 'new_failure_mode', subject: 'review:R-1', label: 'New failure mode…' },
    ),
    { meta: META },
  );
  expect(viewProblems(view, 'modal')).toEqual([]);
  expect(inputsOf(view).map(({ block_id: id, optional }) => [id, optional])).toEqual([
    ['title', false],
    ['note', true],
    ['tier', true],
    ['near', true],
    ['modes', true],
  ]);
  expect(readView(submitted(view))).toEqual({
    form: 'tag',
    subject: 'review:R-1',
    via: 'channel',
    channel: 'T1/C1',
    thread: '17.1',
    values: { title: 'A title', note: 'one\ntwo', tier: 'slow', near: '', modes: ['b'] },
  });
});

test.each([
  ['lines', Array.from({ length: 900 }, (_, i) => `${i} ${'word '.repeat(20)}`.trim()).join('\n')],
  ['one endless line', 'a🔥'.repeat(10_000)],
  ['100,000 characters', `${'x'.repeat(999)}\n`.repeat(100).trimEnd()],
])('a script of %s stands in several inputs, and comes back as it was', (_, script) => {
  const view = renderForm(
    form({ type: 'area', id: 'script', label: 'Script', value: script, required: true, max: 100_000 }),
    { meta: META },
  );
  expect(viewProblems(view, 'modal')).toEqual([]);
  expect(inputsOf(view).length).toBeGreaterThan(3);
  expect(inputsOf(view).map(({ optional }) => optional)).toEqual(inputsOf(view).map((_input, i) => i > 0));
  expect(readView(submitted(view)).values).toEqual({ script });
  // Emptying the first part leaves no hole, whatever order the payload has.
  const less = submitted(view, { script: { value: null } });
  less.state.values = Object.fromEntries(Object.entries(less.state.values).reverse());
  expect(script.endsWith(String(readView(less).values['script']))).toBe(true);
});

test('a script that nearly fills its input has another one to go on in', () => {
  const view = renderForm(
    form({ type: 'area', id: 'script', label: 'Script', value: 'x'.repeat(2_900), max: 100_000 }),
    { meta: META },
  );
  expect(inputsOf(view)).toHaveLength(2);
  const typed = submitted(view, { 'script#2': { value: 'more' } });
  expect(readView(typed).values['script']).toBe(`${'x'.repeat(2_900)}\nmore`);
});

test('checks stand ticked, to be unticked; a long one goes on in the line below', () => {
  const label = `The agent must not call cancel_order before ${'the customer has agreed to it '.repeat(3)}`.trim();
  const options = [
    { value: '0', label },
    { value: '1', label: 'Short' },
  ];
  const view = renderForm(form({ type: 'multi', id: 'checks', label: 'Checks', options, values: ['0', '1'] }), {
    meta: META,
  });
  const { element } = inputsOf(view)[0];
  expect(element.type).toBe('checkboxes');
  const { text, description } = element.options[0];
  expect(`${text.text} ${description.text}`).toBe(label);
});

test('more choices than fit are searched while typing; the chosen ones stand there', () => {
  const options = Array.from({ length: 10 }, (_, i) => ({ value: `m${i}`, label: `Mode ${i}` }));
  const view = renderForm(
    form({ type: 'multi', id: 'failureModes', label: 'Failure mode', options, values: ['m3'], more: 'failureModes' }),
    { meta: META },
  );
  const { element } = inputsOf(view)[0];
  expect(element).toMatchObject({
    type: 'multi_external_select',
    min_query_length: 0,
    initial_options: [{ value: 'm3' }],
  });
  expect(viewProblems(view, 'modal')).toEqual([]);
});

test('what may be left open can be emptied again; what may not cannot', () => {
  const options = [{ value: '22:00', label: '22:00' }];
  const quiet: Field = { type: 'select', id: 'quiet', label: 'Quiet from', options, value: '22:00' };
  const view = renderForm(form(quiet, { ...quiet, id: 'must', required: true }), { meta: META });
  const [first, second] = inputsOf(view).map(({ element }) => element);
  expect(first.options.map((option: Json) => option.text.text)).toEqual(['None', '22:00']);
  expect(second.options).toHaveLength(1);
  const emptied = submitted(view, { quiet: { selected_option: first.options[0] } });
  expect(readView(emptied).values).toEqual({ quiet: '', must: '22:00' });
});

test('a choice of nothing says so instead of failing the form', () => {
  const view = renderForm(form({ type: 'multi', id: 'failureModes', label: 'Failure mode', options: [] }), {
    meta: META,
  });
  expect(viewProblems(view, 'modal')).toEqual([]);
  expect(JSON.stringify(view.blocks)).toContain('Failure mode: nothing to choose from yet.');
});

const EDITED = form(
  { type: 'text', id: 'title', label: 'Title', value: 'old', max: 200 },
  {
    type: 'select',
    id: 'tier',
    label: 'Tier',
    options: [
      { value: 'fast', label: 'fast' },
      { value: 'slow', label: 'slow' },
    ],
    value: 'fast',
  },
  {
    type: 'multi',
    id: 'modes',
    label: 'Modes',
    options: [
      { value: 'a', label: 'A', hint: 'ann' },
      { value: 'b', label: 'B' },
      { value: 'c', label: 'C' },
    ],
    values: [],
  },
);

test('problems stand beside their inputs, those of an input that was split at its first part', () => {
  const view = submitted(renderForm(EDITED, { meta: META }));
  expect(
    answerProblems(view, [
      { path: 'title', message: 'Write a title.' },
      { path: 'modes.0', message: 'Unknown.' },
    ]),
  ).toEqual({ response_action: 'errors', errors: { title: 'Write a title.', modes: 'Unknown.' } });
});

test('a problem of the whole is a banner on top, and what was typed is still there', () => {
  const view = submitted(renderForm(EDITED, { meta: META }), {
    title: { value: 'new' },
    tier: { selected_option: { value: 'slow', text: { type: 'plain_text', text: 'slow' } } },
    modes: { selected_options: [{ value: 'a', text: { type: 'plain_text', text: 'A' } }] },
  });
  const answer = answerProblems(view, [
    { path: '', message: 'R-1 was confirmed by @bob meanwhile.' },
    { path: 'title', message: 'Too short.' },
  ]);
  if (answer.response_action !== 'update') throw new Error('no update');
  expect(viewProblems(answer.view, 'modal')).toEqual([]);
  expect(JSON.stringify(answer.view.blocks[0])).toContain('R-1 was confirmed by @bob meanwhile.');
  expect(JSON.stringify(answer.view.blocks[0])).toContain('Title: Too short.');
  expect(readView(submitted(answer.view)).values).toEqual({ title: 'new', tier: 'slow', modes: ['a'] });
  const again = withBanner(submitted(answer.view), 'Once more.');
  expect(again.blocks.filter(({ block_id: id }) => id === 'banner')).toHaveLength(1);
});

test('what is no form of ours is refused with what to do', () => {
  for (const view of [undefined, {}, { private_metadata: 'x' }, { private_metadata: '{"form":"rm","subject":"s"}' }]) {
    expect(() => readView(view)).toThrow(/Close it, and open it again/);
  }
  expect(FORM_IDS).toContain('failure_mode');
});

test('the view that waits, and one that holds an answer instead of a form', () => {
  expect(viewProblems(loadingView('Promote to scenario'), 'modal')).toEqual([]);
  const view = cardView(noticeCard('info', 'You may not do this', 'Ask an approver.'), 'Promote to scenario');
  expect(viewProblems(view, 'modal')).toEqual([]);
  expect(JSON.stringify(view)).toContain('Ask an approver.');
});
