// Prints calls a second on one core, canonical JSON text to flag: parse, check, detect, score. Median of five passes.
// node bench/detect.ts [calls.jsonl.gz] [prompts.json.gz]
import { readTau } from '#adapters/sources/tau/read-tau.ts';
import { readPolicy } from '#src/cli/judge-tau.ts';
import { detect } from '#src/detect/detectors.ts';
import { CallSchema } from '#src/domain/call.ts';
import { decideFlag } from '#src/domain/flag.ts';
import { scoreCall } from '#src/domain/score.ts';
import { toolEffect } from '#src/domain/tool-effect.ts';

const data = '../shared/data';
const [callsPath = `${data}/dev/calls.jsonl.gz`, promptsPath = `${data}/prompts.json.gz`] = process.argv.slice(2);
const policy = await readPolicy('bench/tau.ratchet.yaml');
const effectOf = (tool: string) => toolEffect(tool, policy.tools).effect;
const texts: string[] = [];
for await (const line of readTau({ callsPath, promptsPath }))
  if (line.call !== undefined) texts.push(JSON.stringify(line.call));

const seconds = { parse: [] as number[], all: [] as number[] };
let flagged = 0;
for (let pass = 0; pass < 5; pass++) {
  flagged = 0;
  let parseMs = 0;
  const start = performance.now();
  for (const text of texts) {
    const before = performance.now();
    const call = CallSchema.parse(JSON.parse(text));
    parseMs += performance.now() - before;
    const signals = detect({ call, policy, effectOf, history: { earlier: [] } });
    const score = scoreCall(call, signals, policy);
    if (decideFlag({ call, signals, score, policy }) !== undefined) flagged += 1;
  }
  seconds.all.push((performance.now() - start) / 1_000);
  seconds.parse.push(parseMs / 1_000);
}
const median = (values: number[]) => values.toSorted((a, b) => a - b)[2] ?? Number.NaN;
const rate = (s: number) => Math.round(texts.length / s).toLocaleString('en');
const megabytes = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
const all = median(seconds.all);
const parse = median(seconds.parse);
console.log(
  `${texts.length} calls (${megabytes.toFixed(0)} MB of JSON), ${flagged} flagged; median of 5 passes, one core, Node ${process.version}`,
);
console.log(
  `parse + detect + score: ${rate(all)} calls/s (${all.toFixed(2)} s); without parsing: ${rate(all - parse)} calls/s`,
);
