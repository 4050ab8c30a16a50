import { describe, expect, it, test } from 'vitest';
import { annotations } from '#src/cli/gate/annotations.ts';
import { describeGate } from '#src/cli/gate/describe-gate.ts';
import { exitCode, type GateResult, type GateRunLine } from '#src/cli/gate/gate-result.ts';
import { escapeMarkdown, gateSummary } from '#src/cli/gate/gate-summary.ts';
import { escapeXml, junitXml } from '#src/cli/gate/junit-xml.ts';

const HOSTILE =
  'a\u0000b\u001b[31m\ud800 <script>&amp; ]]> "q" \'s\' | `c` @all [x](http://e.test)\n## h\r\n::error::x ##[error] 100% , :';

const run = (fields: Partial<GateRunLine> = {}): GateRunLine => ({
  scenarioId: 'SC-1',
  title: HOSTILE,
  agent: HOSTILE,
  outcome: 'fail',
  passes: 0,
  runs: 1,
  blocks: fields.outcome !== 'pass',
  reason: HOSTILE,
  durationMs: 12,
  turn: 3,
  evidence: [{ who: 'customer', text: HOSTILE, marked: true, turn: 3 }],
  notRestored: [HOSTILE],
  ...fields,
});

const result = (fields: Partial<GateResult> = {}): GateResult => ({
  gateId: 'G-1',
  tier: 'fast',
  target: HOSTILE,
  candidate: undefined,
  state: 'failed',
  headline: '1 of 2 scenarios failed: do not deploy.',
  total: 2,
  runs: [run({ scenarioId: 'SC-2', outcome: 'pass', title: 'fine' }), run()],
  fixed: [],
  power: undefined,
  stopped: undefined,
  durationMs: 1_000,
  ...fields,
});

describe('JUnit XML', () => {
  it('is well formed whatever the texts hold', () => {
    const xml = junitXml(result());
    expect(problemsOfXml(xml)).toEqual([]);
    expect(xml).toContain('tests="2" failures="1" errors="0"');
    expect(xml).toContain('Turn 4: ');
  });

  it('counts what nobody knows as an error, and is never green unless the gate passed', () => {
    const diverged = result({ state: 'undecided', runs: [run({ outcome: 'diverged' })] });
    expect(junitXml(diverged)).toContain('tests="1" failures="0" errors="1"');
    const lost = junitXml(result({ state: 'undecided', runs: [], stopped: 'gone' }));
    expect(lost).toContain('tests="1" failures="0" errors="1"');
    expect(problemsOfXml(lost)).toEqual([]);
  });

  it.each([
    ['\u0000\u000b\uffff', '\ufffd\ufffd\ufffd'],
    ['\ud83d', '\ufffd'],
    ['\ud83d\ude00 \t\n', '\ud83d\ude00 \t\n'],
    ['<&>"\'', '&lt;&amp;&gt;&quot;&apos;'],
  ])('writes %j as %j', (text, written) => {
    expect(escapeXml(text)).toBe(written);
  });
});

describe('Markdown summary', () => {
  it('keeps a hostile text inside its cell', () => {
    const markdown = gateSummary(result());
    const rows = markdown.split('\n').filter((line) => line.startsWith('| SC'));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.replaceAll('\\|', '').split('|')).toHaveLength(8);
    // Indented lines are shown as they are.
    const drawn = markdown.replace(/^ {4}.*$/gm, '');
    expect(drawn).not.toMatch(/<script|@all|\]\(http/);
    expect(markdown.split('\n').filter((line) => line.startsWith('## '))).toHaveLength(1);
  });

  it.each([
    ['a|b', 'a\\|b'],
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['@octocat', '&#64;octocat'],
    ['https://evil.test', 'https&#58;//evil.test'],
    ['**bold** _x_', '\\*\\*bold\\*\\* \\_x\\_'],
    ['\u202eabc', 'abc'],
  ])('writes %j as %j', (text, written) => {
    expect(escapeMarkdown(text, 100)).toBe(written);
  });
});

describe('GitHub annotations', () => {
  it('are one command a run, whatever its texts hold', () => {
    const lines = annotations(result()).trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    const [, title, message] = /^::error title=([^:,]*)::(.*)$/.exec(lines[0] ?? '') ?? [];
    expect(title).toContain('%3A');
    expect(message).toContain('100%25');
  });

  it('say why a gate is undecided although nothing failed', () => {
    expect(annotations(result({ state: 'undecided', runs: [], stopped: 'The server is away.' }))).toBe(
      '::error title=Ratchet gate::The server is away.\n',
    );
  });
});

const WARNS = run({
  title: 'Old bug',
  reason: 'It cancelled.',
  blocks: false,
  note: 'Known failing until 2026-11-30 (ann).',
});
const WOBBLES = run({
  scenarioId: 'SC-3',
  title: 'Shaky',
  reason: 'No.',
  outcome: 'wobbly',
  blocks: false,
  passes: 2,
  runs: 3,
});

describe('what does not block', () => {
  const passed = result({
    state: 'passed',
    headline: 'Nothing blocks.',
    runs: [WARNS, WOBBLES],
    fixed: [{ scenarioId: 'SC-9', title: 'Gone' }],
  });

  it('is a skipped and a passed test in JUnit, its first failure told', () => {
    const xml = junitXml(passed);
    expect(problemsOfXml(xml)).toEqual([]);
    expect(xml).toContain('tests="2" failures="0" errors="0" skipped="1"');
    expect(xml).toContain('<skipped message="Known failing until 2026-11-30 (ann)."/>');
    expect(xml).toContain('2 of 3 runs passed');
  });

  it('is a warning on GitHub', () => {
    expect(annotations(passed).match(/^::\w+/gm)).toEqual(['::warning', '::warning']);
  });

  it('is told on the terminal and in the summary, with what was fixed', () => {
    const text = describeGate(passed, false);
    expect(text).toMatch(/FAILED \(warns only\) SC-1 Old bug.*\n.*It cancelled\.\n.*Known failing until/);
    expect(text).toMatch(/WOBBLY SC-3 Shaky.*\n.*No\.\n.*2 of 3 runs passed/);
    expect(text).toContain('FIXED SC-9 Gone');
    const markdown = gateSummary(passed);
    expect(markdown).toContain('| failed (warns only) | 0 of 1 |');
    expect(markdown).toContain('Fixed: SC\\-9 Gone.');
  });
});

test('the terminal gets no control character and no workflow command', () => {
  const text = describeGate(result({ stopped: HOSTILE }), false);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f]|##\[/);
  expect(text.split('\n').filter((line) => line.trimStart().startsWith('::'))).toEqual([]);
});

test.each([
  ['passed', undefined, false, 0],
  ['failed', undefined, false, 1],
  ['failed', 'the target died', false, 1],
  ['undecided', undefined, false, 2],
  ['passed', 'the server was lost', false, 2],
  ['overridden', undefined, false, 0],
  ['failed', 'Interrupted.', true, 2],
] as const)('%s, stopped by %s, interrupted %s: exit code %i', (state, stopped, interrupted, code) => {
  expect(exitCode({ state, stopped }, interrupted)).toBe(code);
});

/** What is wrong with an XML text: characters that may not be there, entities nobody defined, tags that do not close. */
function problemsOfXml(xml: string): string[] {
  const problems: string[] = [];
  if (/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(xml))
    problems.push('a forbidden character');
  if (/&(?!(amp|lt|gt|quot|apos|#\d+);)/.test(xml)) problems.push('a bare &');
  if (xml.includes(']]>')) problems.push(']]> in text');
  const open: string[] = [];
  const body = xml.replace(/^<\?xml[^?]*\?>/, '');
  const left = body.replace(/<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g, (_, closes, name, _attributes, empty) => {
    if (closes) {
      if (open.pop() !== name) problems.push(`</${name}> closes another`);
    } else if (!empty) open.push(name);
    return '';
  });
  if (/[<]/.test(left)) problems.push(`a bare < in ${left.slice(left.indexOf('<'), 40)}`);
  return [...problems, ...open.map((name) => `<${name}> is not closed`)];
}
