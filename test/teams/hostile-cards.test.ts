import { expect, test } from 'vitest';
import { bytesOf, CARD_BYTES, renderCard, renderMessage } from '#adapters/teams/render-card.ts';
import { formDialog } from '#adapters/teams/render-form.ts';
import type { Scene } from '#adapters/teams/scene.ts';
import type { Block, Card } from '#src/views/card.ts';
import { cardProblems } from './fake-teams/card-rules.ts';
import type { Part } from './fake-teams/fake-state.ts';
import { buttonsOf, textOf } from './read-card.ts';

const scene: Scene = { place: 'message', via: 'channel', zone: 'UTC', deliveryId: 'D1' };
const control = { id: 'claim', label: 'Claim', subject: 'review:R-1', style: 'primary' } as const;
const card = (blocks: readonly Block[], title = 'Critical: Cancelled'): Card => ({
  tone: 'critical',
  title,
  blocks,
  controls: [control],
  overflow: [{ id: 'dismiss', label: 'Not a failure…', subject: 'review:R-1' }],
  fallback: title,
});
const said = (text: string): Block => ({ type: 'evidence', lines: [{ who: 'customer', text, marked: true, turn: 1 }] });

const HOSTILE: readonly (readonly [string, string])[] = [
  ['mentions', '<at>everyone</at> @channel'],
  ['HTML', '<img src=x onerror=alert(1)><script>alert(1)</script>&lt;b&gt;'],
  [
    'Markdown',
    '[pay here](https://evil.example) ![x](https://evil.example/p.png) **bold** _it_ # head\n- item\n1. one',
  ],
  ['bidi controls', 'invoice\u202Egnp.exe \u2066x\u2069'],
  ['card JSON', '{"type":"AdaptiveCard","body":[{"type":"TextBlock","text":"owned"}]}'],
  ['date functions', '{{DATE(2026-01-01T00:00:00Z,SHORT)}} {{TIME(x)}}'],
  ['100,000 characters', 'word '.repeat(20_000)],
  ['5,000 combining marks', `a${'\u0301'.repeat(5_000)}`],
  ['half a surrogate pair', 'x\ud83d'],
  ['nothing', ''],
];

test.each(HOSTILE)('%s in a transcript appear as text, and the card is one that Teams takes', (_, text) => {
  const blocks: Block[] = [
    said(text),
    { type: 'context', parts: [text] },
    { type: 'fields', fields: [{ label: text, value: [text] }] },
    { type: 'list', items: [[text]] },
    { type: 'scores', scores: [{ label: text, score: 3, reason: text }] },
    { type: 'table', head: [text], rows: [[text]] },
    { type: 'chart', chart: 'x', alt: text },
    {
      type: 'pick',
      label: text,
      control: 'tag_as',
      subject: 'review:R-1',
      options: [{ value: 'a', label: text || 'a' }],
    },
    { type: 'rows', rows: [{ parts: [text], control }] },
  ];
  const message = renderMessage(card(blocks, text || 'title'), scene) as Part;
  expect(bytesOf(message)).toBeLessThan(CARD_BYTES + 2_000);
  expect(message['entities']).toBeUndefined();
  const content = ((message['attachments'] as Part[])[0] as Part)['content'] as Part;
  expect(cardProblems(content)).toEqual([]);
  const json = JSON.stringify(content);
  expect(json, 'only what we made is read as Markdown').not.toContain('"TextBlock"');
  expect(json).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  expect(json).not.toContain('{{DATE');
  expect(json).not.toContain('"url"');
});

test('what was said is shown word for word', () => {
  const words = '<at>all</at> *bold* [link](javascript:alert(1)) &amp;';
  expect(textOf(renderCard(card([said(words)]), scene))).toContain(words);
});

test('a card too long loses blocks from its end, never its title and controls', () => {
  const blocks = Array.from({ length: 60 }, (_, i) => said(`${i} ${'long words '.repeat(300)}`));
  const rendered = renderCard(card(blocks), scene) as Part;
  expect(bytesOf(rendered)).toBeLessThanOrEqual(CARD_BYTES);
  const text = textOf(rendered);
  expect(text).toContain('Critical: Cancelled');
  expect(text).toContain('0 long words');
  expect(text).toContain('does not fit');
  expect(buttonsOf(rendered['actions']).map(({ title }) => title)).toEqual(['Claim', 'Not a failure…']);
});

test('one enormous block still leaves a card', () => {
  const items = Array.from({ length: 5_000 }, () => ['x'.repeat(100)]);
  const rendered = renderCard(card([{ type: 'list', items }]), scene) as Part;
  expect(bytesOf(rendered)).toBeLessThanOrEqual(CARD_BYTES);
  expect(cardProblems(rendered)).toEqual([]);
});

test('a link of ours is one; an address that is no web page is not', () => {
  const parts = [
    { link: 'R-1', href: 'https://ratchet.test/calls/1' },
    { link: 'bad', href: 'javascript:alert(1)' },
  ];
  const json = JSON.stringify(renderCard(card([{ type: 'text', parts }]), scene));
  expect(json).toContain('https://ratchet.test/calls/1');
  expect(json).not.toContain('javascript:');
});

test('times are told in the zone of the team', () => {
  const block: Block = { type: 'text', parts: [{ time: new Date('2026-11-20T14:05:00Z') }] };
  expect(textOf(renderCard(card([block]), { ...scene, zone: 'Europe/Berlin' }))).toContain('20 Nov, 15:05');
});

test('a chart is drawn by Teams where it can, else it is our picture, and its finding stands there in words', () => {
  const points = [1, 2, 3].map((n) => ({
    at: `2026-11-0${n}T00:00:00Z`,
    n: 50,
    x: n,
    rate: n / 100,
    low: 0,
    high: 0.1,
  }));
  const spec = { title: 'Rate', points, marks: [{ at: '2026-11-02T00:00:00Z', label: 'v15' }], alt: 'It fell.' };
  const pictures = { c: { spec, url: 'https://ratchet.test/teams/picture?x=1' } };
  const rendered = renderCard(card([{ type: 'chart', chart: 'c', alt: 'It fell.' }]), { ...scene, pictures }) as Part;
  const [, chart] = rendered['body'] as Part[];
  expect(chart).toMatchObject({ type: 'Chart.Line', fallback: { type: 'Image', url: pictures.c.url } });
  expect(textOf(rendered)).toContain('It fell.');
  expect(cardProblems(rendered)).toEqual([]);
});

test('options of a form that look like links are broken, and their values come back whole', () => {
  const options = [{ value: 'a,b c', label: '[x](https://evil.example)' }];
  const dialog = formDialog(
    {
      id: 'tag',
      subject: 'review:R-1@2',
      title: 'What?',
      submitLabel: 'Confirm',
      fields: [{ type: 'multi', id: 'failureModes', label: 'Mode', options, values: ['a,b c'], required: true }],
    },
    scene,
    {
      values: { failureModes: ['a,b c'] },
      problems: [
        { path: 'failureModes', message: 'Pick one.' },
        { path: '', message: 'Not saved.' },
      ],
    },
  );
  const json = JSON.stringify(dialog);
  expect(json).not.toContain('](https');
  expect(json).toContain('a%2Cb%20c');
  expect(json).toContain('Pick one.');
  expect(json).toContain('Not saved.');
});
