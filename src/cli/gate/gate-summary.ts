import { seconds } from '#src/cli/terminal-text.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { evidenceText } from './describe-gate.ts';
import { countWords, type GateResult, type GateRunLine, moreWords, notPassed, warnsOnly } from './gate-result.ts';

const SHOWN = 50;
const ICONS = { passed: '✅', failed: '❌', undecided: '⚠️', overridden: '⚠️' } as const;
const WORDS = { fail: 'failed', diverged: 'diverged', error: 'not run', wobbly: 'wobbly', pass: 'passed' } as const;

/** The result as Markdown, for a job's summary or a comment on a pull request. */
export function gateSummary(result: GateResult): string {
  const failures = notPassed(result);
  const rows = failures
    .slice(0, SHOWN)
    .map(
      (run) =>
        `| ${escapeMarkdown(run.scenarioId, 80)} | ${escapeMarkdown(run.title, 120)} | ${WORDS[run.outcome]}${warnsOnly(run) ? ' (warns only)' : ''} | ${run.runs > 0 ? `${run.passes} of ${run.runs}` : ''} | ${run.turn === undefined ? '' : run.turn + 1} | ${escapeMarkdown([run.reason, sinceAndNote(run)].filter(Boolean).join(' '), 600)} |`,
    );
  const more = failures.length - rows.length;
  return [
    `## ${ICONS[result.state]} Ratchet gate ${result.gateId ?? ''}`.trimEnd(),
    '',
    `**${escapeMarkdown(result.headline, 500)}**`,
    '',
    ...(result.stopped === undefined ? [] : [escapeMarkdown(result.stopped, 1_000), '']),
    `${escapeMarkdown(result.tier, 40)} tier against ${escapeMarkdown(result.candidate ?? result.target, 400)}: ${countWords(result)}, in ${seconds(result.durationMs)}${result.power === undefined ? '' : ` (${escapeMarkdown(result.power, 80)})`}.`,
    ...(rows.length === 0
      ? []
      : ['', '| scenario | title | outcome | passed | turn | why |', '|---|---|---|---|---:|---|', ...rows]),
    ...(result.fixed.length === 0
      ? []
      : [
          '',
          `Fixed: ${result.fixed
            .slice(0, SHOWN)
            .map(({ scenarioId, title }) => escapeMarkdown(`${scenarioId} ${title}`, 120))
            .join(', ')}.`,
        ]),
    ...(more > 0 ? ['', `${more} more did not pass.`] : []),
    ...failures
      .slice(0, SHOWN)
      .filter((run) => run.evidence.length > 0)
      .flatMap(turnsOf),
    '',
  ].join('\n');
}

function sinceAndNote(run: GateRunLine): string {
  const words = moreWords({ ...run, runs: 0 });
  return words === '' ? '' : `(${words})`;
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
