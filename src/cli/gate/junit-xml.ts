import { evidenceText } from './describe-gate.ts';
import { type GateResult, type GateRunLine, moreWords, reasonWithTurn, warnsOnly } from './gate-result.ts';

/** The result as JUnit XML: a scenario that failed is a failure; one that diverged or could not be run, and what stopped a gate, is an error; one that only warns is skipped. */
export function junitXml(result: GateResult): string {
  const { runs, state, stopped, headline } = result;
  const blocking = runs.filter((run) => run.blocks);
  const failures = blocking.filter((run) => run.outcome === 'fail').length;
  const undecided = blocking.length - failures;
  const skipped = runs.filter(warnsOnly).length;
  // A report without a broken test would be green where nobody knows.
  const needsOwn =
    stopped !== undefined || (state !== 'passed' && state !== 'overridden' && failures + undecided === 0);
  const cases = [
    ...runs.map(testCase),
    ...(needsOwn ? [problem('gate', 'ratchet', 'error', stopped ?? headline, headline, 0)] : []),
  ];
  const counts = `tests="${cases.length}" failures="${failures}" errors="${undecided + (needsOwn ? 1 : 0)}" skipped="${skipped}" time="${time(result.durationMs)}"`;
  const name = attribute(`ratchet gate ${result.gateId ?? ''} (${result.tier}) ${result.candidate ?? result.target}`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="ratchet" ${counts}>`,
    `  <testsuite name="${name}" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(run: GateRunLine): string {
  const name = `${run.scenarioId} ${run.title}`;
  if (run.outcome === 'pass')
    return `    <testcase name="${attribute(name)}" classname="${attribute(run.agent)}" time="${time(run.durationMs)}"/>`;
  const body = [reasonWithTurn(run), moreWords(run), ...evidenceText(run)].filter(Boolean).join('\n');
  if (run.outcome === 'wobbly') return testcase(run, name, `<system-out>${escapeXml(body)}</system-out>`);
  if (!run.blocks)
    return testcase(
      run,
      name,
      `<skipped message="${attribute(run.note ?? run.reason)}"/><system-out>${escapeXml(body)}</system-out>`,
    );
  return problem(
    name,
    run.agent,
    run.outcome === 'fail' ? 'failure' : 'error',
    run.reason,
    body,
    run.durationMs,
    run.outcome,
  );
}

/** One that blocks nothing, with what to know of it. */
function testcase(run: GateRunLine, name: string, inside: string): string {
  return [
    `    <testcase name="${attribute(name)}" classname="${attribute(run.agent)}" time="${time(run.durationMs)}">`,
    `      ${inside}`,
    '    </testcase>',
  ].join('\n');
}

function problem(
  name: string,
  className: string,
  tag: 'failure' | 'error',
  message: string,
  body: string,
  ms: number,
  type = 'undecided',
): string {
  return [
    `    <testcase name="${attribute(name)}" classname="${attribute(className)}" time="${time(ms)}">`,
    `      <${tag} message="${attribute(message)}" type="${type}">${escapeXml(body)}</${tag}>`,
    '    </testcase>',
  ].join('\n');
}

function time(ms: number): string {
  return (ms / 1_000).toFixed(3);
}

/** Newlines in an attribute would be read as spaces. */
function attribute(text: string): string {
  return escapeXml(text).replace(/[\r\n\t]/g, (char) => `&#${char.charCodeAt(0)};`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Characters that XML 1.0 cannot hold even escaped become U+FFFD: https://www.w3.org/TR/xml/#charsets */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}
