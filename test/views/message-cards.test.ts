import { describe, expect, test } from 'vitest';
import type { Gate } from '#src/domain/gate.ts';
import { conflict, forbidden, invalid } from '#src/errors.ts';
import { ageWords, lengthWords } from '#src/views/age-words.ts';
import { cardText } from '#src/views/card-text.ts';
import { duplicateChoice } from '#src/views/duplicate-form.ts';
import { gateCard } from '#src/views/gate-card.ts';
import { moneyWords } from '#src/views/money-words.ts';
import { errorCard } from '#src/views/notice-card.ts';
import { type Proof, proofCard } from '#src/views/proof-card.ts';
import { queueCard } from '#src/views/queue-card.ts';
import { tagForm } from '#src/views/tag-form.ts';
import { NOW, reviewOf } from './review-of.ts';

describe('a proof', () => {
  const base = { scenario: { id: 'SC-142', title: 'Asks first' }, kind: 'proof', target: 'v14', baseUrl: '' } as const;
  const run: Proof['runs'][number] = { outcome: 'fail', reason: 'cancel ran.', checks: [], notRestored: [] };

  test('says that it reproduces, where, and why', () => {
    const decided = { reproduction: 'reproduces', note: 'reproduces on v14 (3 of 3): cancel ran.' } as const;
    const card = proofCard({ ...base, decided, runs: [run] });
    expect(card.title).toBe('SC-142 reproduces on v14 (3 of 3)');
    expect(cardText(card)).toContain('cancel ran.');
  });

  test('says why there was none', () => {
    const decided = { reproduction: 'unproved', note: 'is not proved yet: no target answers for care v14.' } as const;
    expect(cardText(proofCard({ ...base, decided, runs: [] }))).toMatch(
      /^SC-142 is not proved yet\n.*\nno target answers/,
    );
  });

  test('of a replay counts passes', () => {
    const decided = { reproduction: 'does_not_reproduce', note: 'x' } as const;
    const card = proofCard({ ...base, kind: 'replay', target: 'v15', decided, runs: [{ ...run, outcome: 'pass' }] });
    expect([card.title, card.tone]).toEqual(['SC-142: 1 of 1 run passes on v15', 'ok']);
  });
});

test('a gate that blocked names what stopped it, five at most', () => {
  const lines = Array.from({ length: 7 }, (_, i) => ({
    scenarioId: `SC-${i}`,
    title: 't',
    outcome: 'fail',
    blocks: i > 0,
    reason: 'r',
  }));
  const summary = {
    total: 9,
    passed: 2,
    failed: 7,
    diverged: 0,
    errors: 0,
    missing: 0,
    lines,
    headline: '7 of 9 failed.',
  };
  const gate: Gate = {
    id: 'G-1',
    tier: 'fast',
    target: 'http://x',
    agent: 'care',
    candidateVersion: 'v15',
    state: 'failed',
    expected: [],
    startedBy: 'ci',
    startedAt: NOW,
    summary,
  };
  const text = cardText(gateCard({ gate, baseUrl: '' }));
  expect(text).toContain('Gate blocked the deploy: care v15');
  expect(text.match(/^- SC-/gm)).toHaveLength(5);
  expect(text).toContain('SC-0 t — r (warns only)');
  expect(text).toContain("2 more on the gate's page");
});

test('the queue marks what is late by the agreed hours', () => {
  const old = reviewOf({ createdAt: new Date(NOW.getTime() - 30 * 3_600_000) });
  const queue = { mine: [], counts: [], sla: { claimHours: 24, verdictHours: 72 }, baseUrl: '', now: NOW };
  expect(cardText(queueCard({ ...queue, unclaimed: [old] }))).toContain('late, was due 6 h ago');
  expect(cardText(queueCard({ ...queue, unclaimed: [reviewOf()] }))).not.toContain('late');
  expect(cardText(queueCard({ ...queue, unclaimed: [] }))).toContain('Nothing to do');
});

test.each([
  [
    invalid('Pick one.', [{ path: 'of', message: 'Name another.' }]),
    'That did not fit\nPick one.\n- of: Name another.',
  ],
  [forbidden('Ask an admin.'), 'You may not do this\nAsk an admin.'],
  [conflict('R-1 was changed.'), 'Somebody was faster\nR-1 was changed.'],
])('%s is told with what to do', (error, words) => {
  expect(cardText(errorCard(error, 'REF'))).toBe(words);
});

test('a bug is told by its reference only', () => {
  const text = cardText(errorCard(new Error('password=hunter2'), '7F3K'));
  expect(text).toContain('7F3K');
  expect(text).not.toContain('hunter2');
});

test('the tag form puts what the signals suggest first, then what is used most', () => {
  const modes = ['a', 'b', 'c', 'd'].map((id) => ({ id, title: id, owner: 'o' }));
  const form = tagForm({ review: reviewOf(), modes, suggested: ['d'], used: ['c', 'a'], grouped: 2 });
  const field = form.fields.find(({ id }) => id === 'failureModes');
  expect(field?.type === 'multi' && field.options.map(({ value }) => value)).toEqual(['d', 'c', 'a', 'b']);
  expect(field).toMatchObject({ values: ['d'] });
  expect(form.fields.find(({ id }) => id === 'withGroup')).toMatchObject({
    label: 'Also the 2 grouped under it',
    value: 'no',
  });
});

test.each([
  [{ of: 'R-1', other: '' }, 'R-1'],
  [{ of: 'R-1', other: ' r-22 ' }, 'R-22'],
  [{}, ''],
])('of %j the duplicate is %s', (values, id) => expect(duplicateChoice(values)).toBe(id));

test.each([
  [42, 'GBP', '£42'],
  [1234.5, 'USD', '$1,234.50'],
  [0.0341, 'USD', '$0.034'],
  [-7, 'EUR', '-€7'],
  [120, 'CHF', '120 CHF'],
  [0.000421, 'USD', '$0.00042'],
])('%f %s reads %s', (amount, currency, words) => expect(moneyWords(amount, currency)).toBe(words));

test.each([
  [38_000, '38 s'],
  [200_000, '3 min 20 s'],
  [180_000, '3 min'],
  [3_720_000, '1 h 2 min'],
])('%i ms last %s', (ms, words) => expect(lengthWords(ms)).toBe(words));

test.each([
  [0, 'just now'],
  [45 * 60_000, '45 min ago'],
  [-2 * 3_600_000, 'in 2 h'],
  [72 * 3_600_000, '3 days ago'],
])('%i ms past is %s', (ms, words) => expect(ageWords(new Date(NOW.getTime() - ms), NOW)).toBe(words));
