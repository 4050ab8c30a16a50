// Prints how well the rules tell failing calls, against the recorded outcome that no detector sees.
// node bench/evaluate-rules.ts [calls.jsonl.gz] [ratchet.yaml | -] [prompts.json.gz]

import { judgeTau, readPolicy } from '#src/cli/judge-tau.ts';
import { evaluate } from '#src/domain/evaluate.ts';
import { formatEvaluation } from '#src/domain/evaluation-table.ts';

const data = '../shared/data';
const [
  callsPath = `${data}/dev/calls.jsonl.gz`,
  policyPath = 'bench/tau.ratchet.yaml',
  promptsPath = `${data}/prompts.json.gz`,
] = process.argv.slice(2);
const calls = await judgeTau({ callsPath, promptsPath }, await readPolicy(policyPath === '-' ? undefined : policyPath));

console.log(
  formatEvaluation(`All calls, policy ${policyPath}, scorecard ${calls[0]?.scorecardVersion ?? '-'}`, evaluate(calls)),
);
console.log('\nBy agent (at least 50 calls):');
for (const [agent, own] of Map.groupBy(calls, (call) => call.agent)) {
  if (own.length < 50) continue;
  const { base, auc, flag } = evaluate(own);
  const score =
    auc === undefined ? 'not defined' : `${auc.value.toFixed(3)} [${auc.low.toFixed(3)}, ${auc.high.toFixed(3)}]`;
  const flagged = `${flag.precision.x} of ${flag.precision.n} flagged failed (lift ${flag.lift.toFixed(2)}, recall ${(100 * flag.recall.rate).toFixed(0)} %)`;
  console.log(`  ${agent}: n = ${base.n}, failed ${(100 * base.rate).toFixed(1)} %, AUC ${score}, ${flagged}`);
}
