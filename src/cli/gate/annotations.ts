import { plainLine } from '#src/cli/terminal-text.ts';
import { exitCode, type GateResult, moreWords, notPassed, reasonWithTurn } from './gate-result.ts';

/** GitHub shows ten errors of a step: https://docs.github.com/en/actions/reference/limits */
const SHOWN = 10;

/** The result as GitHub's workflow commands: an error for every scenario that blocks, a warning for one that only warns or wobbles. */
export function annotations(result: GateResult): string {
  const lines = notPassed(result)
    .slice(0, SHOWN)
    .map((run) =>
      command(
        run.blocks ? 'error' : 'warning',
        `${run.scenarioId} ${run.title}`,
        withMore(reasonWithTurn(run), moreWords(run)),
      ),
    );
  if (result.stopped !== undefined) lines.unshift(command('error', 'Ratchet gate', result.stopped));
  else if (exitCode(result, false) !== 0 && !notPassed(result).some((run) => run.blocks))
    lines.unshift(command('error', 'Ratchet gate', result.headline));
  return lines.map((line) => `${line}\n`).join('');
}

function withMore(reason: string, more: string): string {
  return more === '' ? reason : `${reason} (${more})`;
}

function command(level: 'error' | 'warning', title: string, message: string): string {
  return `::${level} title=${escapeProperty(plainLine(title, 200))}::${escapeData(plainLine(message, 1_000))}`;
}

/** https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
