import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { createSimilarIndex, SIMILAR_ASK, type SimilarText } from '#src/domain/similar.ts';

// Near-duplicates among 1,000, 10,000 and 100,000 scenarios, mixed from the turns of recorded calls: node bench/dedupe.ts [size …]
type Line = { language: string | null; turns: { role: string; text: string }[] };

const file = '../shared/data/dev/calls.jsonl.gz';
if (!existsSync(file)) throw new Error(`${file} is not on this machine.`);
const calls = gunzipSync(readFileSync(file))
  .toString('utf8')
  .split('\n')
  .filter((text) => text !== '')
  .map((text) => JSON.parse(text) as Line)
  .filter(({ language }) => language === 'en');

let seed = 5;
function random(below: number): number {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % below;
}

/** A call that nobody made: each turn is the one that some call of the same length has there. */
function mixed(): SimilarText {
  const like = calls[random(calls.length)] as Line;
  const turns = like.turns.map(({ role, text }, i) => {
    const other = calls[random(calls.length)]?.turns[i];
    return other?.role === role && random(2) === 0 ? other : { role, text };
  });
  const said = (role: string) => turns.flatMap((turn) => (turn.role === role ? [turn.text] : [])).join('\n');
  return { customer: said('customer').slice(0, 20_000), agent: said('agent').slice(0, 20_000) };
}

const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [1_000, 10_000, 100_000]) {
  const index = createSimilarIndex();
  const memory = process.memoryUsage().rss;
  let buildMs = 0;
  for (let i = 0; i < size; i += 1) {
    const text = mixed();
    const startedAt = performance.now();
    index.add(`SC-${i}`, text);
    buildMs += performance.now() - startedAt;
  }
  const firstAt = performance.now();
  index.query({ customer: 'x', agent: 'x' }, 1);
  buildMs += performance.now() - firstAt;
  const cpu = process.cpuUsage();
  const times = Array.from({ length: 500 }, () => {
    const text = mixed();
    const startedAt = performance.now();
    index.query(text, 50, SIMILAR_ASK);
    return performance.now() - startedAt;
  }).sort((a, b) => a - b);
  // What making the texts costs stands in it too: a twentieth.
  const cpuMs = process.cpuUsage(cpu).user / 1_000 / times.length;
  const at = (share: number) => (times[Math.floor(times.length * share)] as number).toFixed(1);
  const mb = Math.round((process.memoryUsage().rss - memory) / 1_000_000);
  console.log(
    `${size} scenarios: built in ${(buildMs / 1_000).toFixed(1)} s (${mb} MB), query p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms, ${cpuMs.toFixed(1)} ms CPU a query`,
  );
}
