import { plainLine } from '#src/cli/terminal-text.ts';
import { type GateResult, notPassed, reasonWithTurn } from './gate-result.ts';

/** GitHub shows ten errors of a step: https://docs.github.com/en/actions/reference/limits */
const SHOWN = 10;

/** The result as GitHub's workflow commands, an error for every run that did not pass. */
export function annotations(result: GateResult): string {
  const lines = notPassed(result)
    .slice(0, SHOWN)
    .map((run) => errorCommand(`${run.scenarioId} ${run.title}`, reasonWithTurn(run)));
  if (result.stopped !== undefined) lines.unshift(errorCommand('Ratchet gate', result.stopped));
  else if (result.state === 'undecided' && lines.length === 0)
    lines.push(errorCommand('Ratchet gate', result.headline));
  return lines.map((line) => `${line}\n`).join('');
}

function errorCommand(title: string, message: string): string {
  return `::error title=${escapeProperty(plainLine(title, 200))}::${escapeData(plainLine(message, 1_000))}`;
}

/** https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function escapeData(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
