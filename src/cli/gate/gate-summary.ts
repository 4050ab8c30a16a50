import { seconds } from '#src/cli/terminal-text.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { evidenceText } from './describe-gate.ts';
import { countWords, type GateResult, type GateRunLine, notPassed } from './gate-result.ts';

const SHOWN = 50;
const ICONS = { passed: '✅', failed: '❌', undecided: '⚠️' } as const;
const WORDS = { fail: 'failed', diverged: 'diverged', error: 'not run', pass: 'passed' } as const;

/** The result as Markdown, for a job's summary or a comment on a pull request. */
export function gateSummary(result: GateResult): string {
  const failures = notPassed(result);
  const rows = failures
    .slice(0, SHOWN)
    .map(
      (run) =>
        `| ${escapeMarkdown(run.scenarioId, 80)} | ${escapeMarkdown(run.title, 120)} | ${WORDS[run.outcome]} | ${run.turn === undefined ? '' : run.turn + 1} | ${escapeMarkdown(run.reason, 400)} |`,
    );
  const more = failures.length - rows.length;
  return [
    `## ${ICONS[result.state]} Ratchet gate ${result.gateId ?? ''}`.trimEnd(),
    '',
    `**${escapeMarkdown(result.headline, 500)}**`,
    '',
    ...(result.stopped === undefined ? [] : [escapeMarkdown(result.stopped, 1_000), '']),
    `${escapeMarkdown(result.tier, 40)} tier against ${escapeMarkdown(result.candidate ?? result.target, 400)}: ${countWords(result)}, in ${seconds(result.durationMs)}.`,
    ...(rows.length === 0
      ? []
      : ['', '| scenario | title | outcome | turn | why |', '|---|---|---|---:|---|', ...rows]),
    ...(more > 0 ? ['', `${more} more did not pass.`] : []),
    ...failures
      .slice(0, SHOWN)
      .filter((run) => run.evidence.length > 0)
      .flatMap(turnsOf),
    '',
  ].join('\n');
}

/** The turns stand in an indented block, which nothing inside can close. */
function turnsOf(run: GateRunLine): string[] {
  const title = `${escapeMarkdown(run.scenarioId, 80)} ${escapeMarkdown(run.title, 120)}`;
  return [
    '',
    `<details><summary>${title}</summary>`,
    '',
    ...evidenceText(run).map((line) => `    ${line}`),
    '',
    '</details>',
  ];
}

/** Text from outside on one line of a table: shown as it is, no markup, no HTML, no mention, no link. */
export function escapeMarkdown(text: string, max: number): string {
  return (
    cut(cleanText(text).replace(/\s+/g, ' ').trim(), max)
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/[\\`*_{}[\]()#+!|~$-]/g, (char) => `\\${char}`)
      // GitHub links these without any markup: a zero-width joiner would show, an entity does not.
      .replace(/@/g, '&#64;')
      .replace(/:\/\//g, '&#58;//')
      .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}&#46;`)
  );
}
