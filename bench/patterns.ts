import { existsSync, readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { groupAlike } from '#src/domain/patterns/group-alike.ts';
import { similarTerms } from '#src/domain/similar-terms.ts';

// How well groups of failing calls fit what was asked for (V-measure against task_group), and how long they take: node bench/patterns.ts
type Line = {
  domain: string;
  language: string | null;
  task_group: string;
  turns: { role: string; text: string }[];
  outcome: { passed: boolean | null };
};

const file = '../shared/data/dev/calls.jsonl.gz';
if (!existsSync(file)) throw new Error(`${file} is not on this machine.`);

const calls = gunzipSync(readFileSync(file))
  .toString('utf8')
  .split('\n')
  .filter((text) => text !== '')
  .map((text) => JSON.parse(text) as Line)
  .filter((line) => line.outcome.passed === false);
const said = calls.map(({ turns }) =>
  turns
    .flatMap(({ role, text }) => (role === 'customer' ? [text.replace(/###[A-Z-]+###/g, '')] : []))
    .join('\n')
    .slice(0, 4_000),
);
const truth = calls.map(({ domain, task_group: group }) => `${domain} ${group}`);

await measure('500 failing calls', said.slice(0, 500));
await measure('all failing calls, once each', said);
const many = Array.from({ length: 5_000 }, (_, i) => said[i % said.length] as string);
await measure('5,000 of them, the most of a window', many);

async function measure(title: string, texts: readonly string[]): Promise<void> {
  let longestMs = 0;
  let last = performance.now();
  const pause = async () => {
    longestMs = Math.max(longestMs, performance.now() - last);
    await nextTurn();
    last = performance.now();
  };
  const startedAt = performance.now();
  const terms: string[][] = [];
  for (const [i, text] of texts.entries()) {
    if (i % 50 === 0) await pause();
    terms.push(similarTerms(text));
  }
  const groups = await groupAlike(terms, pause);
  const ms = performance.now() - startedAt;
  const rows = groups.flatMap((group, label) =>
    group.map((row) => ({ label, of: truth[row % truth.length] as string })),
  );
  const kept = `${rows.length} of ${texts.length} calls in ${groups.length} groups`;
  console.log(
    `${title}: ${kept}, V ${vMeasure(rows).toFixed(3)} against ${new Set(truth).size} requests, ${ms.toFixed(0)} ms, longest turn ${longestMs.toFixed(0)} ms`,
  );
}

function vMeasure(rows: readonly { label: number; of: string }[]): number {
  const ofTruth = entropy(rows.map(({ of }) => of));
  const ofLabels = entropy(rows.map(({ label }) => String(label)));
  const both = entropy(rows.map(({ label, of }) => `${label} ${of}`));
  const homogeneity = 1 - (both - ofLabels) / ofTruth;
  const completeness = 1 - (both - ofTruth) / ofLabels;
  return (2 * homogeneity * completeness) / (homogeneity + completeness);
}

function entropy(values: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].reduce((sum, n) => sum - (n / values.length) * Math.log(n / values.length), 0);
}
