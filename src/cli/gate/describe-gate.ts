import { styleText } from 'node:util';
import { counted, plainLine, seconds } from '#src/cli/terminal-text.ts';
import { countWords, type GateResult, type GateRunLine, moreWords, notPassed, warnsOnly } from './gate-result.ts';

type Style = (format: 'red' | 'green' | 'yellow' | 'dim' | 'bold', text: string) => string;

const WORDS = { fail: 'FAILED', diverged: 'DIVERGED', error: 'NOT RUN', wobbly: 'WOBBLY', pass: 'passed' } as const;

/** The result for a terminal or a log: what did not pass with the turn that broke it, then how it came out. */
export function describeGate(result: GateResult, colour: boolean): string {
  const style: Style = (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text);
  const failures = notPassed(result);
  const notes = [...new Set(result.runs.flatMap((run) => run.notRestored))].slice(0, 5);
  return [
    ...failures.map((run) => describeRun(run, style)),
    ...notes.map((note) => `${style('dim', `Not restored: ${plainLine(note, 300)}`)}\n`),
    ...result.fixed.map(
      ({ scenarioId, title }) => `${style('green', 'FIXED')} ${scenarioId} ${plainLine(title, 200)}\n`,
    ),
    result.stopped === undefined ? '' : `${style('yellow', plainLine(result.stopped, 1_000))}\n`,
    `${style(result.state === 'passed' || result.state === 'overridden' ? 'green' : result.state === 'failed' ? 'red' : 'yellow', plainLine(result.headline, 500))}\n`,
    style('dim', `${countWords(result)} of ${counted(result.total, 'scenario')} in ${seconds(result.durationMs)}`),
    style('dim', result.power === undefined ? '' : ` · ${result.power}`),
    style('dim', result.gateId === undefined ? '\n' : ` · gate ${result.gateId}\n`),
  ].join('');
}

function describeRun(run: GateRunLine, style: Style): string {
  const isWarning = warnsOnly(run);
  const word = style(
    run.outcome === 'fail' && !isWarning ? 'red' : 'yellow',
    `${WORDS[run.outcome]}${isWarning ? ' (warns only)' : ''}`,
  );
  const more = moreWords(run);
  const at = run.turn === undefined ? '' : ` at turn ${run.turn + 1}`;
  return [
    `${word} ${style('bold', run.scenarioId)} ${plainLine(run.title, 200)}${at}\n`,
    `  ${plainLine(run.reason, 1_000)}\n`,
    more === '' ? '' : `  ${style('dim', plainLine(more, 1_000))}\n`,
    ...evidenceText(run).map((line) => `    ${style('dim', line)}\n`),
    ...(run.notes ?? []).slice(0, 5).map((note) => `  ${style('dim', plainLine(note, 300))}\n`),
  ].join('');
}

/** The turns that show it, a line each, the offending one marked. */
export function evidenceText({ evidence }: Pick<GateRunLine, 'evidence'>): string[] {
  return evidence.map(
    ({ marked, turn, who, text }) =>
      `${marked ? '>' : ' '} ${turn + 1} ${who.replace('_', ' ')}: ${plainLine(text, 300)}`,
  );
}
