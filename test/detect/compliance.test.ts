import { describe, expect, test } from 'vitest';
import { aCall, agent, customer, ERROR, found, signalsOf, tool } from './build-call.ts';

const consent =
  'compliance: [{ id: yes, title: Cancelled without a yes, kind: consent_before_tool, tool: "cancel_*" }]';
const ask = agent('Shall I cancel it? There is no way back.');
const cancel = tool('cancel_plan', { plan: 'p1' });

describe('consent before a tool', () => {
  test.each([
    ['asked and confirmed', [ask, customer('Yes, please.'), cancel], []],
    ['never asked', [customer('Cancel my plan. Yes, all of it.'), cancel], ['yes@0,1']],
    ['asked, but no answer yet', [customer('Cancel my plan'), ask, cancel], ['yes@0,2']],
    ['refused', [ask, customer("No, don't."), cancel], ['yes@1,2']],
    ['"no" and a word of yes inside it', [ask, customer("No, that's not correct."), cancel], ['yes@1,2']],
    ['"no longer needed" is no refusal', [ask, customer('No longer needed, so yes.'), cancel], []],
    ['another question answered', [agent('What is your e-mail?'), customer('ann@example.test'), cancel], ['yes@1,2']],
    ['yes, then one more detail', [ask, customer('Yes.'), agent('Which card?'), customer('The Visa one'), cancel], []],
    ['a yes taken back', [ask, customer('Yes.'), agent('Sure?'), customer('No, wait.'), cancel], ['yes@3,4']],
    ['in Spanish', [agent('¿Lo cancelo?'), customer('Sí, adelante'), cancel], []],
    ['in German, typographic', [agent('Soll ich kündigen?'), customer('Ja, genau'), cancel], []],
    ['another tool', [customer('Look it up'), tool('get_plan')], []],
    ['one yes for two tools in a row', [ask, customer('yes'), cancel, tool('cancel_addon')], []],
  ])('%s', (_, turns, expected) => {
    expect(found('compliance', aCall(turns), consent)).toEqual(expected);
  });

  test("the team's own yes replaces ours", () => {
    const yaml = consent.replace('kind:', 'yes: "^I CONFIRM$", kind:');
    expect(found('compliance', aCall([ask, customer('yes'), cancel]), yaml)).toEqual(['yes@1,2']);
    expect(found('compliance', aCall([ask, customer('I confirm'), cancel]), yaml)).toEqual([]);
  });
});

test.each([
  ['the phrase was said', [agent('This call is recorded.'), tool('charge_card')], []],
  ['the phrase came too late', [tool('charge_card'), agent('This call is recorded.')], ['record@0']],
  ['the customer said it', [customer('is this call recorded?'), tool('charge_card')], ['record@1']],
])('phrase before a tool: %s', (_, turns, expected) => {
  const yaml =
    'compliance: [{ id: record, title: Not told, kind: phrase_before_tool, tool: charge_card, phrase: "call is recorded" }]';
  expect(found('compliance', aCall(turns), yaml)).toEqual(expected);
});

test.each([
  ['approved first', [tool('get_approval'), tool('refund')], []],
  ['not approved', [tool('refund')], ['approve@0']],
  ['the approval failed', [tool('get_approval', {}, ERROR), tool('refund')], ['approve@1']],
  ['approved afterwards', [tool('refund'), tool('get_approval')], ['approve@0']],
])('tool before a tool: %s', (_, turns, expected) => {
  const yaml =
    'compliance: [{ id: approve, title: Not approved, kind: tool_before_tool, tool: refund, before: get_approval }]';
  expect(found('compliance', aCall(turns), yaml)).toEqual(expected);
});

test.each([
  ['said', [agent('We GUARANTEE a refund.')], ['vow@0']],
  ['the customer said it', [customer('Do you guarantee it?')], []],
])('never say: %s', (_, turns, expected) => {
  const yaml = 'compliance: [{ id: vow, title: Guaranteed, kind: never_say, phrase: "guarantee" }]';
  expect(found('compliance', aCall(turns), yaml)).toEqual(expected);
});

test('a breach carries the rule, its severity and the tool at fault', () => {
  const [signal] = signalsOf('compliance', aCall([cancel]), consent);
  expect(signal).toMatchObject({
    rule: 'yes',
    severity: 'critical',
    tool: 'cancel_plan',
    title: 'Cancelled without a yes',
  });
});

test('a breach reported afterwards counts too', () => {
  expect(found('compliance', aCall([], { outcome: { complianceFlags: ['pci'] } }))).toEqual(['pci@']);
});

test('a pattern that would hang a backtracking engine ends at once', () => {
  const yaml = 'compliance: [{ id: vow, title: V, kind: never_say, phrase: "(a+)+$" }]';
  expect(found('compliance', aCall([agent(`${'a'.repeat(100_000)}!`)]), yaml)).toEqual([]);
});
