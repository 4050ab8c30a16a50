import { expect, test } from 'vitest';
import { renderCard, renderPlainCard } from '#adapters/slack/render-card.ts';
import { renderHome } from '#adapters/slack/render-home.ts';
import { textLength } from '#adapters/slack/rich-text.ts';
import type { Block, Card, Control } from '#src/views/card.ts';
import { blockProblems, isTooLong } from './fake-slack/block-rules.ts';
import { viewProblems } from './fake-slack/view-rules.ts';

const AT = new Date('2026-11-20T14:00:00Z');

function card(blocks: readonly Block[], more: Partial<Card> = {}): Card {
  return { tone: 'critical', title: 'Critical: Cancelled', blocks, controls: [], overflow: [], fallback: 'f', ...more };
}

function control(id: Control['id'], label: string = id, subject = 'review:R-1'): Control {
  return { id, label, subject };
}

/** Every string of the blocks, as one text. */
function words(value: unknown): string {
  return JSON.stringify(value);
}

// biome-ignore lint/suspicious/noExplicitAny: block JSON, read by name.
function elementsOf(blocks: readonly object[]): any[] {
  // biome-ignore lint/suspicious/noExplicitAny: block JSON, read by name.
  return blocks.flatMap((block: any) => (block.type === 'actions' ? block.elements : (block.accessory ?? [])));
}

test('a flagged call becomes a header, two columns, quotes with the fault in a box, and a row of controls', () => {
  const { blocks, text } = renderCard(
    card(
      [
        {
          type: 'context',
          parts: ['support v14 · ', { time: AT }, ' · ', { link: 'R-1', href: 'https://r.test/calls/1' }],
        },
        { type: 'fields', fields: [{ label: 'Owner', value: [{ person: 'ann', id: 'slack:T1:U1' }] }] },
        {
          type: 'evidence',
          lines: [
            { who: 'customer', text: 'Do not cancel', marked: false, turn: 1 },
            { who: 'tool', text: 'cancel_order {"id":1}', marked: true, turn: 2 },
          ],
        },
        { type: 'scores', scores: [{ label: 'Compliance', score: 0, reason: 'no consent' }] },
      ],
      {
        controls: [{ ...control('claim', 'Claim'), style: 'primary' }, control('tag'), control('promote')],
        overflow: [control('dismiss'), control('full_call', 'Full call')],
        fallback: 'Critical <Cancelled> & more',
      },
    ),
  );
  expect(blocks.map(({ type }) => type)).toEqual(['header', 'context', 'section', 'rich_text', 'rich_text', 'actions']);
  expect(words(blocks[1])).toContain('<!date^1795183200^{date_short_pretty} at {time}|20 Nov 2026, 14:00 UTC>');
  expect(words(blocks[1])).toContain('<https://r.test/calls/1|R-1>');
  expect(words(blocks[2])).toContain('@ann');
  expect(words(blocks)).not.toContain('U1');
  expect(words(blocks[3])).toMatch(/rich_text_preformatted.*▶ Tool: cancel_order .*◀ here/);
  const [claim, , , menu] = elementsOf(blocks);
  expect(claim).toMatchObject({ action_id: 'claim', value: 'review:R-1', style: 'primary' });
  expect(menu.options.map((option: { value: string }) => option.value)).toEqual([
    'dismiss|review:R-1',
    'full_call|review:R-1',
  ]);
  expect(text).toBe('Critical &lt;Cancelled&gt; &amp; more');
  expect(blockProblems(blocks, 'message')).toEqual([]);
});

test('a card that is done is one line, its menu at the end', () => {
  const { blocks } = renderCard(card([], { tone: 'ok', title: 'Confirmed · @ann', overflow: [control('reopen')] }));
  expect(blocks).toHaveLength(1);
  expect(blocks[0]).toMatchObject({
    type: 'section',
    text: { text: '✔️ Confirmed · @ann' },
    accessory: { type: 'overflow' },
  });
});

test('a menu of seven: five stay, those that most want to be seen become buttons', () => {
  const seven = ['dismiss', 'duplicate', 'snooze', 'unclaim', 'show_scenario', 'replay', 'full_call'] as const;
  const { blocks } = renderCard(card([], { controls: [control('tag')], overflow: seven.map((id) => control(id)) }));
  const elements = elementsOf(blocks);
  expect(elements.map(({ type, action_id: id }) => `${type} ${id}`)).toEqual([
    'button tag',
    'button show_scenario',
    'button replay',
    'overflow overflow',
  ]);
  expect(elements.at(-1).options).toHaveLength(5);
  expect(blockProblems(blocks, 'message')).toEqual([]);
});

test('controls that stand twice have action ids of their own; one whose subject is long is a button', () => {
  const long = `call:${'c'.repeat(200)}`;
  const { blocks } = renderCard(
    card([], { controls: [control('claim'), control('claim')], overflow: [control('promote', 'P', long)] }),
  );
  expect(elementsOf(blocks).map(({ action_id: id, value }) => [id, value])).toEqual([
    ['claim', 'review:R-1'],
    ['claim:2', 'review:R-1'],
    ['promote', long],
  ]);
  expect(blockProblems(blocks, 'message')).toEqual([]);
});

test('a pick is a select that acts at once, the buttons beside it', () => {
  const { blocks } = renderCard(
    card(
      [
        {
          type: 'pick',
          label: 'Failure mode',
          control: 'tag_as',
          subject: 'review:R-1',
          options: [
            { value: 'a', label: 'A' },
            { value: 'a', label: 'again' },
          ],
        },
      ],
      { controls: [control('tag', 'More…')] },
    ),
  );
  expect(blocks.map(({ type }) => type)).toEqual(['section', 'actions']);
  expect(blocks[1]).toMatchObject({
    block_id: 'review:R-1',
    elements: [{ type: 'static_select', action_id: 'tag_as', options: [{ value: 'a' }] }, { action_id: 'tag' }],
  });
  expect(blockProblems(blocks, 'message')).toEqual([]);
  const empty = renderCard(card([{ type: 'pick', label: 'x', control: 'tag_as', subject: 's', options: [] }]));
  expect(blockProblems(empty.blocks, 'message')).toEqual([]);
});

test('a chart is a picture once it is uploaded, else its finding in words', () => {
  const chart: Card = card([{ type: 'chart', chart: 'report/fix-1', alt: 'The rate fell from 4 to 1 of 100.' }]);
  expect(words(renderCard(chart).blocks)).toContain('The rate fell');
  const { blocks } = renderCard(chart, { pictures: { 'report/fix-1': 'F012345678' } });
  expect(blocks.at(-1)).toEqual({
    type: 'image',
    slack_file: { id: 'F012345678' },
    alt_text: 'The rate fell from 4 to 1 of 100.',
  });
});

test('what does not fit is cut from the end; title and controls stay, and the cut says where the rest is', () => {
  const filler: Block[] = Array.from({ length: 60 }, (_, i) => ({
    type: 'context',
    parts: [`line ${i} ${'x'.repeat(600)}`],
  }));
  const { blocks } = renderCard(
    card(filler, { controls: [control('claim')], overflow: [control('full_call', 'Full call')] }),
  );
  expect(blocks.length).toBeLessThanOrEqual(12);
  expect(textLength(blocks)).toBeLessThanOrEqual(8_000);
  expect(blocks[0]?.type).toBe('header');
  expect(words(blocks.at(-2))).toContain('Shortened to fit Slack. “Full call” in the menu shows the rest.');
  expect(elementsOf(blocks).map(({ action_id: id }) => id)).toEqual(['claim', 'overflow']);
  const linked = renderCard(card([{ type: 'list', items: [[{ link: 'R-1', href: 'https://r.test/1' }]] }, ...filler]));
  expect(words(linked.blocks.at(-1))).toContain('<https://r.test/1|The rest>');
});

test('every kind of block at any size is what Slack takes', () => {
  const long = 'word '.repeat(2_000);
  const many = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
  const blocks: Block[] = [
    { type: 'context', parts: many(40, () => long) },
    {
      type: 'text',
      parts: [long, { bold: long }, { code: long }, { time: AT }, { link: long, href: 'https://r.test' }],
    },
    { type: 'text', parts: [] },
    { type: 'context', parts: [] },
    { type: 'heading', text: long },
    { type: 'fields', fields: many(50, (i) => ({ label: `L${i}`, value: [long] })) },
    { type: 'evidence', lines: many(500, (i) => ({ who: 'agent' as const, text: long, marked: i === 250, turn: i })) },
    { type: 'list', items: many(500, () => [long]) },
    { type: 'scores', scores: many(50, () => ({ label: long, score: 3, reason: long })) },
    { type: 'table', head: ['a', 'b'], rows: many(300, () => [long, long]) },
    { type: 'rows', rows: many(200, () => ({ parts: [long], control: control('claim', long) })) },
    {
      type: 'pick',
      label: long,
      control: 'tag_as',
      subject: 's',
      options: many(300, (i) => ({ value: `${i}`, label: long, hint: long })),
    },
    { type: 'chart', chart: 'c', alt: long },
  ];
  for (const one of [...blocks.map((block) => [block]), blocks]) {
    const full = card(one, {
      title: long,
      fallback: long,
      controls: [control('tag', long)],
      overflow: many(30, () => control('replay', long)),
    });
    const message = renderCard(full);
    expect(blockProblems(message.blocks, 'message')).toEqual([]);
    expect(isTooLong(message.blocks)).toBe(false);
    expect(message.text.length).toBeLessThanOrEqual(1_000);
    expect(blockProblems(renderPlainCard(full).blocks, 'message')).toEqual([]);
    expect(viewProblems(renderHome(full), 'home')).toEqual([]);
  }
  const evidence = renderCard(card([blocks[6] as Block]));
  expect(words(evidence.blocks)).toContain('◀ here');
  const list = renderCard(card([blocks[7] as Block]));
  expect(words(list.blocks)).toMatch(/… and \d+ more/);
});

test('Home has a row with its button for each review, and paging at the end', () => {
  const home = renderHome(
    card(
      [
        { type: 'heading', text: 'Yours' },
        { type: 'rows', rows: [{ parts: [{ bold: 'R-1' }, ' Cancelled'], control: control('unclaim', 'Unclaim') }] },
      ],
      {
        controls: [control('home_page', 'Next', 'home:10')],
      },
    ),
  );
  expect(viewProblems(home, 'home')).toEqual([]);
  expect(elementsOf(home.blocks).map(({ action_id: id, value }) => [id, value])).toEqual([
    ['unclaim', 'review:R-1'],
    ['home_page', 'home:10'],
  ]);
});
