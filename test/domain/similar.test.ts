import { describe, expect, it } from 'vitest';
import { createSimilarIndex, decideSimilar } from '#src/domain/similar.ts';
import { learnSimilarLine } from '#src/domain/similar-line.ts';
import { maskEntities, similarTerms, withBigrams } from '#src/domain/similar-terms.ts';

/** statistics.md 4.5's check: no stop words, no stem, bigrams on. */
const plain = (text: string) => withBigrams(text.split(' ').filter((word) => word !== ''));
const only = (customer: string) => ({ customer, agent: '' });

describe('the near-duplicate index', () => {
  it('gives the reference cosines', () => {
    const index = createSimilarIndex(plain);
    index.add('a', only('cancel order refund gift_card'));
    index.add('b', only('cancel order refund credit card'));
    index.add('c', only('book flight seattle window seat'));
    const hits = index.query(only('cancel order refund gift_card'), 3);
    expect(hits.map((hit) => hit.id)).toEqual(['a', 'b']);
    expect(hits[0]?.score).toBeCloseTo(0.7, 6);
    expect((hits[1]?.score ?? 0) / 0.7).toBeCloseTo(0.498061, 6);
  });

  it('weighs the customer 0.7 and the agent 0.3', () => {
    const index = createSimilarIndex();
    index.add('agent-alike', { customer: 'parcel lost', agent: 'refund gift voucher' });
    index.add('customer-alike', { customer: 'cancel subscription', agent: 'shipping delayed' });
    const hits = index.query({ customer: 'cancel subscription', agent: 'refund gift voucher' }, 5);
    expect(hits.map((hit) => [hit.id, Number(hit.score.toFixed(6))])).toEqual([
      ['customer-alike', 0.7],
      ['agent-alike', 0.3],
    ]);
  });

  it('forgets a removed text and replaces one added again, as if it had never been there', () => {
    const fresh = createSimilarIndex();
    fresh.add('b', only('change the delivery address'));
    fresh.add('c', only('cancel my subscription today'));
    const index = createSimilarIndex();
    index.add('a', only('cancel my order'));
    index.add('b', only('cancel something else entirely'));
    index.remove('a');
    index.add('c', only('cancel my subscription today'));
    index.add('b', only('change the delivery address'));
    const query = only('cancel the order, change address');
    expect(index.size).toBe(2);
    expect([...index.query(query, 5)].sort(byId)).toEqual([...fresh.query(query, 5)].sort(byId));
  });

  it('finds nothing for a text without words, and never divides by nothing', () => {
    const index = createSimilarIndex();
    index.add('empty', { customer: '', agent: '' });
    index.add('a', only('cancel order'));
    expect(index.query(only('...'), 3)).toEqual([]);
    expect(index.query(only('weather'), 3)).toEqual([]);
  });

  it('matches words of other scripts', () => {
    const index = createSimilarIndex();
    index.add('ru', only('отменить заказ сегодня'));
    expect(index.query(only('Отменить ЗАКАЗ'), 1)[0]?.id).toBe('ru');
  });
});

const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);

describe('what is compared', () => {
  it.each([
    ['My name is Mei Kovacs and my order is #W6390527', 'mei', 'kovacs', 'w6390527'],
    ['I am Ann_Lee_1177, mail ann.lee@example.com, call +49 170 5550101', 'ann_lee_1177', 'example', '5550101'],
  ])('leaves out who and which number: %s', (text, ...gone) => {
    const left = maskEntities(text).toLowerCase();
    for (const word of gone) expect(left).not.toContain(word);
  });

  it('keeps what the problem is, without endings and small words', () => {
    expect(similarTerms('I was cancelled the orders, please!')).toEqual(['cancell', 'order', 'cancell_order']);
  });
});

describe('the line that answers teach', () => {
  const answers = (...spans: [n: number, from: number, answer: 'same' | 'separate'][]) =>
    spans.flatMap(([n, from, answer]) =>
      Array.from({ length: n }, (_, i) => ({ similarity: from + i / 10_000, answer })),
    );

  it.each([
    ['49 answers teach nothing', answers([49, 0.5, 'separate']), 0.35],
    ['50 teach the lowest score that is sure', answers([30, 0.3, 'same'], [20, 0.2, 'separate']), 0.3],
    ['one in fifty may be wrong', answers([49, 0.4, 'same'], [1, 0.45, 'separate'], [20, 0.2, 'separate']), 0.4],
    ['it goes up where people say no', answers([25, 0.6, 'same'], [30, 0.35, 'separate']), 0.6],
    ['twenty above it are needed', answers([19, 0.6, 'same'], [31, 0.3, 'separate']), Number.POSITIVE_INFINITY],
    ['it never falls below asking', answers([60, 0.1, 'same']), 0.18],
  ] as const)('%s', (_, given, line) => {
    expect(learnSimilarLine(given)).toBeCloseTo(line, 9);
    expect(learnSimilarLine([...given].reverse())).toBeCloseTo(line, 9);
  });

  it('decides where no line is sure: always ask', () => {
    expect(decideSimilar(0.99, true, Number.POSITIVE_INFINITY)).toBe('ask');
    expect(decideSimilar(0.3, true, 0.3)).toBe('same');
  });
});

it.each([
  [0.36, true, 'same'],
  [0.35, true, 'same'],
  [0.9, false, 'ask'],
  [0.34, true, 'ask'],
  [0.18, true, 'ask'],
  [0.17, true, 'new'],
] as const)('decides %d with same mode %s as %s', (score, sameMode, expected) => {
  expect(decideSimilar(score, sameMode)).toBe(expected);
});
