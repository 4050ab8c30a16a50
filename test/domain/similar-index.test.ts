import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createSimilarIndex, type SimilarIndex, type SimilarText } from '#src/domain/similar.ts';
import { createSimilarField } from '#src/domain/similar-field.ts';
import { maskEntities, similarTerms } from '#src/domain/similar-terms.ts';
import { sharedData } from '#test/shared-data.ts';

/** Every text compared with every other: what the index must give, without its short cuts. */
function bruteForce(texts: ReadonlyMap<string, SimilarText>) {
  const ids = [...texts.keys()];
  const [customer, agent] = [createSimilarField(), createSimilarField()];
  for (const [row, id] of ids.entries()) {
    customer.add(row, similarTerms(texts.get(id)?.customer ?? ''));
    agent.add(row, similarTerms(texts.get(id)?.agent ?? ''));
  }
  return (asked: SimilarText, least: number): number[] => {
    const scores = new Map<number, number>();
    customer.score(similarTerms(asked.customer), ids.length, 0.7, scores);
    agent.score(similarTerms(asked.agent), ids.length, 0.3, scores);
    return [...scores.values()].filter((score) => score >= least).sort((a, b) => b - a);
  };
}

/** The index gives the scores of the brute force, and for each id the score that it has when all are asked for. */
function expectExact(
  index: SimilarIndex,
  texts: ReadonlyMap<string, SimilarText>,
  asked: readonly SimilarText[],
): void {
  const all = bruteForce(texts);
  for (const text of asked) {
    const scoreOf = new Map(index.query(text, texts.size).map(({ id, score }) => [id, score]));
    for (const [k, least] of [
      [3, 0.18],
      [50, 0],
    ] as const) {
      const hits = index.query(text, k, least);
      const expected = all(text, least).slice(0, k);
      expect(hits.map(({ score }) => score.toFixed(9))).toEqual(expected.map((score) => score.toFixed(9)));
      for (const { id, score } of hits) expect(scoreOf.get(id)).toBeCloseTo(score, 9);
    }
  }
}

let seed = 7;
function random(below: number): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % below;
}

/** Words as people use them: a few in nearly every text, most of them seldom. */
const word = () =>
  `w${Math.floor(2_000 * (random(10_000) / 10_000) ** 4)
    .toString(26)
    .replace(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '')}`;
const words = () => Array.from({ length: 1 + random(60) }, word).join(' ');
const randomText = (): SimilarText => ({ customer: words(), agent: random(10) === 0 ? '' : words() });

describe('the index of near-duplicates', () => {
  it('gives what comparing every text gives, with common words left out of its postings', () => {
    const index = createSimilarIndex();
    const texts = new Map(Array.from({ length: 2_500 }, (_, i) => [`SC-${i}`, randomText()] as const));
    for (const [id, text] of texts) index.add(id, text);
    const asked = [...[...texts.values()].slice(0, 6), ...Array.from({ length: 6 }, randomText)];
    expectExact(index, texts, [...asked, { customer: 'unheard words', agent: '' }]);
  });

  it('gives it after texts were added, replaced and removed', () => {
    const index = createSimilarIndex();
    const texts = new Map<string, SimilarText>();
    for (let i = 0; i < 900; i += 1) {
      const id = `SC-${random(400)}`;
      if (random(3) > 0) texts.set(id, randomText());
      else texts.delete(id);
      const text = texts.get(id);
      if (text) index.add(id, text);
      else index.remove(id);
      if (i % 100 === 0) index.query(randomText(), 3);
    }
    expect(index.size).toBe(texts.size);
    expect(new Set(index.ids())).toEqual(new Set(texts.keys()));
    // The same texts, in the order in which the index holds them.
    expectExact(index, texts, Array.from({ length: 8 }, randomText));
  });

  it('finds what came after idf was last counted, and no longer what went', () => {
    const index = createSimilarIndex();
    for (let i = 0; i < 1_200; i += 1) index.add(`SC-${i}`, randomText());
    index.query(randomText(), 1);
    const late = { customer: `${words()} zebra crossing`, agent: words() };
    index.add('late', late);
    expect(index.query(late, 1)).toEqual([{ id: 'late', score: expect.closeTo(1, 9) }]);
    index.remove('late');
    expect(index.query({ customer: 'zebra crossing', agent: '' }, 1)).toEqual([]);
  });
});

/** As written in the recipe, tried at every letter. */
const NUMBERS = /[#+]?[\p{L}_-]*\p{N}[\p{L}\p{N}_.:/-]*/gu;

it.each(['order #W12-3, A1', '+49 170', 'a#b2 ##3 x-y-9z.', 'straße5 ½ x²', '12', 'no digits', "it's 4:30-ish"])(
  'takes numbers out from the digit outward as well as from the start: %s',
  (text) => expect(maskEntities(text)).toBe(text.replace(NUMBERS, ' ')),
);

describe.skipIf(sharedData === undefined)('on recorded calls', () => {
  it('gives what comparing every call gives', () => {
    const index = createSimilarIndex();
    const texts = new Map(readCalls(500).map((text, i) => [`SC-${i}`, text] as const));
    for (const [id, text] of texts) index.add(id, text);
    expectExact(index, texts, [...texts.values()].slice(0, 10));
  });
});

function readCalls(most: number): SimilarText[] {
  const lines = gunzipSync(readFileSync(join(sharedData ?? '', 'dev/calls.jsonl.gz')))
    .toString('utf8')
    .split('\n');
  return lines.slice(0, most).map((line) => {
    const { turns } = JSON.parse(line) as { turns: { role: string; text: string }[] };
    const said = (role: string) => turns.flatMap((turn) => (turn.role === role ? [turn.text] : [])).join('\n');
    return { customer: said('customer'), agent: said('agent') };
  });
}
