import { turnWords } from '#src/domain/checks/timeline.ts';
import { evaluateChecks } from '#src/domain/evaluate-checks.ts';
import { type RunMetadata, readScenario } from './promptfoo-agent.ts';

/** What promptfoo hands an assertion of type "javascript". */
type Context = { vars?: Record<string, unknown>; config?: { check?: number }; metadata?: RunMetadata };
type Graded = { pass: boolean; score: number; reason: string };

/** Judges a run by the scenario's check number `config.check` (from 0) as a gate does; what nobody can tell does not pass. */
export async function judgeByCheck(folder: string, { vars, config, metadata }: Context): Promise<Graded> {
  const { content } = await readScenario(folder, String(vars?.['scenario']));
  const check = content.checks[config?.check ?? -1];
  if (!check || !metadata) return graded(false, 'The run, or the check that it is judged by, is missing.');
  const { turns, divergedAt } = metadata;
  const [result] = evaluateChecks({ turns, checks: [check], toolEffects: content.toolEffects, divergedAt });
  return graded(result?.status === 'pass', result?.reason ?? 'Nothing was judged.');
}

/** Fails a run in which the agent asked a tool for what was never recorded: nobody knows what it would have said then. */
export function judgeWholeness({ metadata }: Context): Graded {
  if (!metadata) return graded(false, 'The run is missing.');
  if (metadata.divergedAt === undefined) return graded(true, 'Every tool call was answered.');
  return graded(false, `Undecided: nothing was recorded for the tool call at ${turnWords(metadata.divergedAt)}.`);
}

function graded(pass: boolean, reason: string): Graded {
  return { pass, score: pass ? 1 : 0, reason };
}
