import { describe, expect, test } from 'vitest';
import { renderCard as renderSlack } from '#adapters/slack/render-card.ts';
import { renderCard as renderTeams } from '#adapters/teams/render-card.ts';
import { renderCard as renderWeb } from '#adapters/web/render-card.ts';
import { parsePolicy } from '#src/policy.ts';
import { cardText } from '#src/views/card-text.ts';
import { type FlaggedCall, flaggedCallCard } from '#src/views/flagged-call-card.ts';
import type { CardVote } from '#src/views/vote-line.ts';
import { flaggedOf, NOW } from './review-of.ts';

const vote = (name: string, vote: CardVote['vote']): CardVote => ({ actorId: `web:${name}`, actorName: name, vote });
const ids = (controls: readonly { id: string }[]) => controls.map(({ id }) => id);

describe('a card that waits', () => {
  test('tells what, who, when, how long, what it costs, and shows the turns', () => {
    const text = cardText(flaggedCallCard(flaggedOf()));
    expect(text.split('\n')).toEqual([
      'Critical: Cancelled without confirming',
      'care v14 · cancel · 2026-11-20 08:30 UTC · 3 min 20 s · £42 yearly subscription · R-12',
      'Status: open since 2026-11-20 09:00 UTC',
      'Owner: nobody yet',
      'Failure mode: not tagged yet',
      'Score: 29 of 100, below the threshold of 60',
      '  agent: Hello.',
      '  customer: It is too dear.',
      '> tool: cancel {"id":7}',
      '  tool: cancel → {"ok":true}',
      'Procedure 10: cancel ran without a yes.',
      'Efficiency 80: The call took 20 turns.',
      'Resolution 100 · Empathy not judged',
    ]);
  });

  test('counts what is grouped under it', () => {
    expect(cardText(flaggedCallCard(flaggedOf({ occurrences: 14 })))).toContain(
      'x14 in 24 h (last 2026-11-20 11:00 UTC)',
    );
  });

  test('says that a promoted failure came back, and links its scenario', () => {
    const input = flaggedOf({ recurrenceOf: 'SC-7' });
    const card = flaggedCallCard({ ...input, earlier: { ...input.review, id: 'R-3', callId: 'call-3' } });
    expect(cardText(card)).toContain('This came back. SC-7 was promoted from the same pattern in R-3');
    expect(JSON.stringify(card.blocks)).toContain('http://r.test/calls/call-3');
    expect(JSON.stringify(card.blocks)).toContain('http://r.test/scenarios/SC-7');
  });

  test('above the threshold it says so plainly', () => {
    expect(cardText(flaggedCallCard(flaggedOf({ score: 72 })))).toContain('72 of 100, threshold 60');
  });

  test('without a transcript it still stands', () => {
    expect(cardText(flaggedCallCard(flaggedOf({}, {}, { turns: [] })))).toContain('Critical: Cancelled');
  });
});

test.each([
  ['open', {}, ['claim', 'tag', 'promote'], ['dismiss', 'duplicate', 'snooze', 'replay', 'full_call']],
  [
    'claimed',
    { ownerId: 'web:ann', ownerName: 'ann' },
    ['tag', 'promote'],
    ['dismiss', 'duplicate', 'snooze', 'replay', 'unclaim', 'full_call'],
  ],
  ['snoozed', { snoozedUntil: new Date(NOW.getTime() + 3_600_000) }, ['reopen'], ['full_call']],
  ['confirmed', {}, ['promote'], ['tag', 'reopen', 'replay', 'write_article', 'full_call']],
  ['confirmed', { scenarioId: 'SC-1' }, [], ['tag', 'reopen', 'replay', 'write_article', 'show_scenario', 'full_call']],
  ['dismissed', {}, [], ['reopen', 'full_call']],
  ['duplicate', { duplicateOf: 'R-3' }, [], ['reopen', 'full_call']],
] as const)('%s %j offers what makes sense then', (state, more, shown, menu) => {
  const card = flaggedCallCard(flaggedOf({ state, ...more }));
  expect(ids(card.controls)).toEqual(shown);
  expect(ids(card.overflow)).toEqual(menu);
});

test.each([
  [
    { state: 'confirmed', failureModes: ['consent'], verdictBy: 'web:ann', scenarioId: 'SC-142' },
    'Confirmed · Cancelled without consent · @ann · promoted to SC-142',
  ],
  [{ state: 'dismissed', dismissReason: 'test_call', verdictBy: 'slack:T1:U2' }, 'Not a failure · A test call · @U2'],
  [{ state: 'duplicate', duplicateOf: 'R-3' }, 'Duplicate of R-3 · Cancelled without confirming'],
  [
    { state: 'snoozed', snoozedUntil: new Date(NOW.getTime() + 7_200_000), verdictBy: 'web:x' },
    'Snoozed, back in 2 h · Cancelled without confirming',
  ],
] as const)('done, it is one line: %j', (review, line) => {
  const card = flaggedCallCard(flaggedOf(review as never, { votes: [vote('ann', 'claim')] }));
  expect(card.title).toBe(line);
  expect(card.blocks).toEqual([]);
});

test.each([
  [[], undefined],
  [[vote('ann', 'confirm')], undefined],
  [[vote('ann', 'confirm'), vote('ann', 'promote')], undefined],
  [[vote('ann', 'confirm'), vote('bo', 'promote')], '2 agree that it is a failure: @ann, @bo'],
  [[vote('ann', 'dismiss'), vote('bo', 'dismiss')], '2 agree that it is not a failure: @ann, @bo'],
  [[vote('ann', 'confirm'), vote('cy', 'dismiss')], 'Disagreement. A failure: @ann · Not a failure: @cy'],
])('votes %j read %s', (votes, line) => {
  const text = cardText(flaggedCallCard(flaggedOf({}, { votes })));
  if (line === undefined) expect(text).not.toMatch(/agree/i);
  else expect(text).toContain(line);
});

test('controls that turn or hide text are taken out of every part', () => {
  const bad = 'a\u202Eb\u200Bc\u0007';
  const card = flaggedCallCard(
    flaggedOf(
      { reason: bad, ownerId: 'x', ownerName: bad },
      {},
      { intent: bad, agent: { name: bad }, turns: [{ role: 'customer', text: bad }] },
    ),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(`${cardText(card)}${card.fallback}`).not.toMatch(/[\u202e\u200b\u0007]/);
});

test("says of each criterion whose number it is, the judge's turn, and why the judge has not read a call", () => {
  const criteria = [
    {
      id: 'empathy',
      score: 20,
      reason: 'It was curt.',
      by: 'judge',
      judge: { score: 20, reason: 'It was curt.', turn: 3 },
    },
    { id: 'accuracy', score: 70, reason: 'A tool failed.', by: 'rules', judge: { score: 95, reason: 'All right.' } },
    { id: 'procedure', score: 40, reason: 'No yes.', by: 'rules', judge: { score: null, reason: '' } },
  ] as const;
  const input = flaggedOf();
  const shown = flaggedCallCard({ ...input, findings: { ...input.findings, criteria } });
  const [scores] = shown.blocks.filter((block) => block.type === 'scores');
  expect(scores?.type === 'scores' && scores.scores.map(({ label, reason }) => `${label}: ${reason}`)).toEqual([
    'Empathy: Judge, turn 4: It was curt.',
    'Procedure: Rules: No yes. Judge cannot tell.',
    'Accuracy: Rules: A tool failed. Judge, 95: All right.',
  ]);
  const note = (judgement: NonNullable<FlaggedCall['judgement']>) => cardText(flaggedCallCard({ ...input, judgement }));
  expect(note({ state: 'owed', why: 'over_budget' })).toContain(
    "Scored by rules: the judge is over today's budget; scored again tomorrow.",
  );
  expect(note({ state: 'owed', why: 'no_answer', criteria: [] })).toContain('has not read the newest turns');
  expect(note({ state: 'owed', why: 'waiting' })).not.toContain('Scored by rules');
});

test('shows both on every surface, and pings nobody whatever the judge was talked into saying', () => {
  const input = flaggedOf();
  const reason = '<!channel> <b>all</b> is @here well';
  const criteria = [{ id: 'empathy', score: 20, reason, by: 'judge', judge: { score: 20, reason } }] as const;
  const judgement = { state: 'owed', why: 'no_answer' } as const;
  const card = flaggedCallCard({ ...input, findings: { ...input.findings, criteria }, judgement });
  const slack = JSON.stringify(renderSlack(card).blocks);
  const teams = JSON.stringify(renderTeams(card, { place: 'message', via: 'channel', zone: 'UTC' }));
  const reactions = parsePolicy('').reactions;
  const web = String(renderWeb(card, { now: NOW, baseUrl: '', timeZone: 'UTC', reactions }));
  for (const shown of [slack, teams, web]) {
    expect(shown).toContain('Scored by rules: the judge gives no answer; scored again when it does.');
    expect(shown).toContain('Judge: ');
  }
  expect(slack).not.toContain('"type":"broadcast"');
  expect(web).not.toContain('<b>all</b>');
});
