import { expect, test } from 'vitest';
import { centralSentence, nearnessTo } from '#src/domain/patterns/most-central.ts';
import { asSaid, countIn, logOddsZ, tellingTerms } from '#src/domain/patterns/telling-terms.ts';
import { similarTerms, spokenTerms } from '#src/domain/similar-terms.ts';

test('log-odds give the reference number', () => {
  expect(logOddsZ(30, 10, 20, 940)).toBeCloseTo(11.600232, 6);
});

const group = ['Cancel my order', 'The orders you must cancel', 'I cancel my old orders'];
const others = ['Where is my parcel', 'The parcel is old', 'Who brings the newspaper', 'Refund the newspaper'];
const counted = (texts: readonly string[]) => ({ counts: countIn(texts.map(similarTerms)), size: texts.length });

test('the words that tell a group apart, once each and as people said them', () => {
  const terms = tellingTerms(counted(group), counted([...group, ...others]));
  expect(terms).toHaveLength(2);
  const spoken = group.flatMap(spokenTerms);
  expect(terms.map((term) => asSaid(term, spoken)).sort()).toEqual(['cancel', 'orders']);
});

test('a number that somebody spelled is none of the words that tell a group apart', () => {
  const spelled = ['Parcel w six three nine', 'My parcel W dash six', 'Parcel: w, six, three, six seats'];
  const terms = tellingTerms(counted(spelled), counted([...spelled, 'Cancel it', 'Refund it', 'Cancel the refund']));
  expect(terms).toEqual(['parcel']);
});

test('every spoken term is the term that is compared', () => {
  const text = 'I was cancelled the orders, please! My name is Mei Kovacs, order #W639.';
  expect(spokenTerms(text).map(({ term }) => term)).toEqual(similarTerms(text));
  expect(spokenTerms('Cancelled orders').map(({ said }) => said)).toEqual(['cancelled', 'orders', 'cancelled orders']);
});

test('the central sentence is what most of them are about, short enough to read', () => {
  const calls = [
    { callId: 'a', said: 'Hello there my dear friends.\nI want to cancel my order, quickly. My dog is called Rex.' },
    { callId: 'b', said: 'Cancel order.\nPlease can you cancel the order of last week and call me?' },
    { callId: 'c', said: `The order ${'and so on '.repeat(40)}` },
  ];
  const near = nearnessTo(counted(group), counted([...group, ...others]));
  expect(centralSentence(calls, near)).toEqual({ callId: 'a', sentence: 'I want to cancel my order, quickly.' });
  expect(centralSentence([{ callId: 'a', said: '' }], near)).toBeUndefined();
});
