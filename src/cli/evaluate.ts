import { existsSync } from 'node:fs';
import { evaluate } from '#src/domain/evaluate.ts';
import { formatEvaluation } from '#src/domain/evaluation-table.ts';
import { invalid } from '#src/errors.ts';
import { type CommandInput, command } from './command.ts';
import { judgeTau, readPolicy } from './judge-tau.ts';

const flags = {
  prompts: { value: '<file>', help: 'prompts.json.gz, which came with the calls' },
  policy: { value: '<file>', help: 'the ratchet.yaml to judge by; all defaults unless given' },
  'by-agent': { help: 'also a line for each agent of at least 50 calls' },
} as const;

export const evaluateRules = command({
  usage: 'ratchet evaluate <calls.jsonl.gz> [options]',
  about:
    'Measures score, flag and every detector against recorded outcomes, which none of them sees: precision, recall, lift, AUC.',
  flags,
  words: { min: 1, max: 1 },
  examples: [
    'ratchet evaluate calls.jsonl.gz --prompts prompts.json.gz',
    'ratchet evaluate calls.jsonl.gz --policy bench/tau.ratchet.yaml --by-agent',
  ],
  run,
});

async function run({ values, positionals, world }: CommandInput<typeof flags>): Promise<number> {
  const [callsPath = ''] = positionals;
  for (const path of [callsPath, values.prompts, values.policy]) {
    if (path !== undefined && !existsSync(path)) throw invalid(`There is no file ${path}.`);
  }
  const from = { callsPath, ...(values.prompts === undefined ? {} : { promptsPath: values.prompts }) };
  const calls = await judgeTau(from, await readPolicy(values.policy));
  if (calls.length === 0) throw invalid(`${callsPath} holds no call with a known outcome.`);
  const policy = values.policy ?? 'all defaults';
  const title = `All calls, policy ${policy}, scorecard ${calls[0]?.scorecardVersion ?? '-'}`;
  world.stdout.write(`${formatEvaluation(title, evaluate(calls))}\n`);
  if (!values['by-agent']) return 0;
  for (const [agent, own] of Map.groupBy(calls, (call) => call.agent)) {
    if (own.length < 50) continue;
    const { base, auc, flag } = evaluate(own);
    const score =
      auc === undefined ? 'not defined' : `${auc.value.toFixed(3)} [${auc.low.toFixed(3)}, ${auc.high.toFixed(3)}]`;
    world.stdout.write(
      `${agent}: n = ${base.n}, failed ${(100 * base.rate).toFixed(1)} %, AUC ${score}, lift of the flag ${flag.lift.toFixed(2)}\n`,
    );
  }
  return 0;
}
