import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { createSimilarIndex, type SimilarText } from '#src/domain/similar.ts';
import { wilson95 } from '#src/domain/stats.ts';

// Near-duplicates on the recorded calls, same task = duplicate, other tasks of the same customer left out: node bench/similar.ts writes docs/near-duplicates.md
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
/** Of a call: how near the nearest of its own task and of a stranger's is; `undefined` where there is none. */
type Scored = { same: number | undefined; stranger: number | undefined; hasSame: boolean };

const file = '../shared/data/dev/calls.jsonl.gz';
const LINES = [0.15, 0.18, 0.25, 0.3, 0.35, 0.4, 0.5];

const said = (line: Line, role: string) =>
  line.turns.flatMap((turn) => (turn.role === role ? [turn.text.replace(/###[A-Z-]+###/g, '')] : [])).join('\n');

function readCalls(): Known[] {
  if (!existsSync(file)) throw new Error(`${file} is not on this machine.`);
  return gunzipSync(readFileSync(file))
    .toString('utf8')
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as Line)
    .filter((line) => line.language === 'en')
    .map((line) => ({
      id: line.id,
      domain: line.domain,
      task: line.task_ref,
      group: `${line.domain} ${line.task_group}`,
      text: { customer: said(line, 'customer'), agent: said(line, 'agent') },
    }));
}

function score(own: readonly Known[]): Scored[] {
  const byId = new Map(own.map((call) => [call.id, call]));
  const index = createSimilarIndex();
  for (const call of own) index.add(call.id, call.text);
  const tasks = Map.groupBy(own, ({ task }) => task);
  return own.map((call) => {
    const others = index
      .query(call.text, own.length)
      .filter((hit) => hit.id !== call.id)
      .map((hit) => ({ ...hit, of: byId.get(hit.id) as Known }));
    return {
      same: others.find((hit) => hit.of.task === call.task)?.score,
      stranger: others.find((hit) => hit.of.group !== call.group)?.score,
      hasSame: (tasks.get(call.task)?.length ?? 0) > 1,
    };
  });
}

function share(x: number, n: number): string {
  if (n === 0) return '–';
  const { low, high } = wilson95(x, n);
  return `${((100 * x) / n).toFixed(1)} % [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
}

/** A call is merged with the nearest at or above the line: rightly where that is of its task, wrongly where it is a stranger's. */
function row(scored: readonly Scored[], line: number): string {
  const reaches = (of: number | undefined) => of !== undefined && of >= line;
  const merged = scored.filter((one) => reaches(one.same) || reaches(one.stranger));
  const right = merged.filter((one) => (one.same ?? -1) > (one.stranger ?? -1)).length;
  const withSame = scored.filter((one) => one.hasSame);
  const found = withSame.filter((one) => reaches(one.same)).length;
  const wrong = scored.filter((one) => reaches(one.stranger)).length;
  return `| ${line.toFixed(2)} | ${share(right, merged.length)}, ${right} of ${merged.length} | ${share(found, withSame.length)} | ${share(wrong, scored.length)} |`;
}

function describe(domain: string, scored: readonly Scored[]): string {
  const withSame = scored.filter((one) => one.hasSame).length;
  return `## ${domain}

${scored.length} calls, ${withSame} of them with another call of the same task.

| from | precision | recall | a new call merged with a stranger's |
|---|---|---|---|
${LINES.map((line) => row(scored, line)).join('\n')}
`;
}

const calls = readCalls();
const parts = ['airline', 'retail'].map((domain) =>
  describe(domain === 'airline' ? 'Airline' : 'Retail', score(calls.filter((call) => call.domain === domain))),
);
const text = `# Near-duplicates, measured

Written by \`node bench/similar.ts\` from the recorded English calls. Do not edit.

Two calls of one task are the same problem. Other tasks of the same customer are left out: they share words and are neither. Each call is compared with all the others of its domain by
what was said; failure modes, which a promotion compares too, are not used. At each line, with 95 % intervals (Wilson) in brackets:

- **precision**: of the calls whose nearest other one reaches the line, how many have one of their own task as the nearest;
- **recall**: of the calls with another one of their task, how many reach the line with such a one;
- **a new call merged with a stranger's**: of all calls, were the problem new (nothing of its task there), how many would reach the line with another customer's call.

Several calls are of one task and one customer, so that the intervals are narrower than they would be for as many problems of their own. From 0.18 on a person is asked, from 0.35 on with the same
failure mode the other one is offered first; the upper line is learned from answers ([scenarios.md](scenarios.md#near-duplicates)).

${parts.join('\n')}`;
writeFileSync('docs/near-duplicates.md', text);
console.log(text);
