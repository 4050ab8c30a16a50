import { expect, test } from 'vitest';
import { renderCard } from '#adapters/slack/render-card.ts';
import { renderForm } from '#adapters/slack/render-form.ts';
import type { Card, Form } from '#src/views/card.ts';
import { blockProblems, isTooLong } from './fake-slack/block-rules.ts';
import { viewProblems } from './fake-slack/view-rules.ts';

const TEXTS: Readonly<Record<string, string>> = {
  broadcast: '<!channel> <!here> <!everyone> @channel @here',
  mention: 'ask <@U012345> or <#C012345|general> in <!subteam^S1>',
  links: '<https://evil.test|click here> https://evil.test javascript:alert(1)',
  ticks: '```code``` `code` *bold* _italic_ ~gone~ > quote',
  emoji: ':rotating_light: '.repeat(500),
  emojiFlood: '🔥'.repeat(20_000),
  bidi: 'abc\u202edcba\u202c \u2066x\u2069 \u200b\u200b\ufeff',
  long: 'a'.repeat(100_000),
  lines: '\n'.repeat(50_000),
  marks: `Z${'\u0301'.repeat(5_000)}`,
  surrogates: `\ud800 half \udc00 ${'\ud83d'.repeat(3_000)}`,
  blocks: '[{"type":"section","text":{"type":"mrkdwn","text":"<!channel>"}}]',
  entities: '&lt;!channel&gt; &amp;',
  ampersands: '&<>'.repeat(30_000),
  empty: '',
  hidden: '\u200b'.repeat(10),
};

function hostile(text: string): Card {
  return {
    tone: 'warning',
    title: text,
    blocks: [
      { type: 'context', parts: [text, { bold: text }, { code: text }, { person: text, id: text }] },
      {
        type: 'text',
        parts: [text, { bold: text }, { link: text, href: 'https://r.test/x' }, { link: 'x', href: text }],
      },
      { type: 'heading', text },
      { type: 'fields', fields: [{ label: 'Owner', value: [text, { code: text }] }] },
      {
        type: 'evidence',
        lines: [
          { who: 'customer', text, marked: true, turn: 0 },
          { who: 'agent', text, marked: false, turn: 1 },
        ],
      },
      { type: 'list', items: [[text], [{ bold: text }]] },
      { type: 'scores', scores: [{ label: 'Tone', score: 10, reason: text }] },
      { type: 'table', head: ['a', text], rows: [[text, text]] },
      { type: 'rows', rows: [{ parts: [text], control: { id: 'claim', label: text, subject: 'review:R-1' } }] },
      {
        type: 'pick',
        label: text,
        control: 'tag_as',
        subject: 'review:R-1',
        options: [{ value: 'a', label: text, hint: text }],
      },
      { type: 'chart', chart: 'c', alt: text },
    ],
    controls: [{ id: 'tag', label: text, subject: 'review:R-1' }],
    overflow: [{ id: 'full_call', label: text, subject: 'review:R-1' }],
    fallback: text,
  };
}

function hostileForm(text: string): Form {
  const options = [{ value: 'a', label: text, hint: text }];
  return {
    id: 'tag',
    subject: 'review:R-1',
    title: text,
    submitLabel: text,
    fields: [
      { type: 'note', id: 'n', tone: 'warning', parts: [text, { bold: text }] },
      { type: 'note', id: 'm', tone: 'muted', parts: [text] },
      { type: 'text', id: 't', label: text, value: text, max: 200, hint: text },
      { type: 'area', id: 'a', label: text, value: text, max: 100_000 },
      { type: 'select', id: 's', label: text, options, value: 'a' },
      { type: 'multi', id: 'x', label: text, options, values: ['a'] },
      { type: 'action', id: 'b', control: 'new_failure_mode', subject: 'review:R-1', label: text },
    ],
  };
}

/** Every mrkdwn text of a message: the only places where Slack reads markup. */
function mrkdwnIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'type' in value && value.type === 'mrkdwn' && 'text' in value ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(mrkdwnIn)];
}

for (const [name, text] of Object.entries(TEXTS)) {
  test(`${name}: is shown as text, pings nobody, is what Slack takes`, () => {
    const message = renderCard(hostile(text));
    expect(blockProblems(message.blocks, 'message')).toEqual([]);
    expect(isTooLong(message.blocks)).toBe(false);
    expect(message.text).not.toMatch(/[<>]/);
    expect(message.text.isWellFormed()).toBe(true);
    for (const mrkdwn of mrkdwnIn(message.blocks)) {
      expect(mrkdwn).not.toMatch(/<[!@#](?!date\^)/);
      expect(mrkdwn).not.toContain('evil.test');
      expect(mrkdwn).not.toMatch(/:rotating_light:|```|_italic_/);
    }
    const json = JSON.stringify(message.blocks);
    expect(json).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\ufeff]/);
    expect(json).not.toMatch(/"type":"(?:user|broadcast|usergroup|channel|emoji|markdown)"/);
    expect(json).not.toContain('"url":"javascript:');
    expect(json).not.toContain('"emoji":true');
    expect(viewProblems(renderForm(hostileForm(text), { meta: '{}' }), 'modal')).toEqual([]);
  });
}

test('ten times the text is no work: only what is shown is looked at', () => {
  // The count of characters read, not of seconds: a string object that counts would be a mock, so the shape is compared.
  for (const unit of ['a', '\u0301', '<', '🔥', '*a*', '\u200d', '\n', 'a ']) {
    const small = renderCard(hostile(`Z${unit.repeat(10_000)}`));
    const large = renderCard(hostile(`Z${unit.repeat(100_000)}`));
    expect(JSON.stringify(large)).toBe(JSON.stringify(small));
  }
});
