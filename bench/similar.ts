import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { createSimilarIndex, type SimilarText } from '#src/domain/similar.ts';

// Near-duplicates on the recorded calls, same task = duplicate, other tasks of the same customer left out: node bench/similar.ts
type Line = {
  id: string;
  domain: string;
  language: string | null;
  benchmark: string;
  task_ref: string;
  task_group: string;
  turns: { role: string; text: string }[];
};
type Known = { id: string; domain: string; task: string; group: string; text: SimilarText };

const file = '../shared/data/dev/calls.jsonl.gz';
if (!existsSync(file)) throw new Error(`${file} is not on this machine.`);

const said = (line: Line, role: string) =>
  line.turns.flatMap((turn) => (turn.role === role ? [turn.text.replace(/###[A-Z-]+###/g, '')] : [])).join('\n');
const calls = gunzipSync(readFileSync(file))
  .toString('utf8')
  .split('\n')
  .filter((text) => text !== '')
  .map((text) => JSON.parse(text) as Line)
  .filter((line) => line.language === 'en')
  .map(
    (line): Known => ({
      id: line.id,
      domain: line.domain,
      task: line.task_ref,
      group: `${line.domain} ${line.task_group}`,
      text: { customer: said(line, 'customer'), agent: said(line, 'agent') },
    }),
  );
const byId = new Map(calls.map((call) => [call.id, call]));

for (const domain of ['airline', 'retail']) {
  const own = calls.filter((call) => call.domain === domain);
  const index = createSimilarIndex();
  const builtAt = performance.now();
  for (const call of own) index.add(call.id, call.text);
  index.query({ customer: 'x', agent: 'x' }, 1);
  const buildMs = performance.now() - builtAt;
  const times: number[] = [];
  const best = own.map((call) => {
    const startedAt = performance.now();
    const hits = index.query(call.text, own.length);
    times.push(performance.now() - startedAt);
    const others = hits.filter((hit) => hit.id !== call.id).map((hit) => ({ ...hit, of: byId.get(hit.id) as Known }));
    return {
      nearest: others[0],
      same: others.find((hit) => hit.of.task === call.task),
      stranger: others.find((hit) => hit.of.group !== call.group),
      hasSame: own.some((one) => one.task === call.task && one.id !== call.id),
      call,
    };
  });
  times.sort((a, b) => a - b);
  const rate = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
  const withSame = best.filter((one) => one.hasSame);
  const right = withSame.filter((one) => one.nearest?.of.group === one.call.group).length;
  console.log(
    `${domain}: ${own.length} calls, build ${buildMs.toFixed(0)} ms, query p50 ${times[times.length >> 1]?.toFixed(1)} ms; nearest is the same customer's task ${rate(right, withSame.length)}`,
  );
  for (const line of [0.15, 0.18, 0.25, 0.3, 0.35, 0.4]) {
    const found = withSame.filter((one) => (one.same?.score ?? 0) >= line).length;
    const wrong = best.filter((one) => (one.stranger?.score ?? 0) >= line).length;
    console.log(
      `  >= ${line.toFixed(2)}: duplicate found ${rate(found, withSame.length)}, a new call merged with a stranger's ${rate(wrong, best.length)}`,
    );
  }
}
