import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSampleAgent } from '#demo/server.ts';
import type { Check } from '#src/domain/check.ts';
import { identityHash } from '#src/domain/identity-hash.ts';
import { ScenarioContentSchema } from '#src/domain/scenario.ts';
import { runCli } from '#test/cli/run-cli.ts';
import { newScenario } from '#test/database/rows.ts';
import { type HttpApp, httpApp } from '#test/http/http-app.ts';
import { draftDays } from '#test/replay/draft-days.ts';
import { contextAt } from '#test/store.ts';

// The export run by promptfoo itself: failed calls of the demo fail on v14 and pass where they were fixed, else the exit code is 1.
// node bench/promptfoo.ts [folder with promptfoo installed]; without it npm installs it into an empty one: minutes, and 2.5 GB.
const PINNED = 'promptfoo@0.123.1';
const FIXED_IN = { v14: [], v15: ['cancelled-without-confirming', 'call-back-not-booked'] };
const MODES = ['cancelled-without-confirming', 'call-back-not-booked', 'refund-without-approval'];
/** Beside what was drafted for the first mode, so that promptfoo's own assertions take part; true of every version. */
const SPOKEN: Check[] = [
  { kind: 'says', pattern: 'larkfield' },
  { kind: 'says', pattern: '(help|assist|do for) you|can I (help|do)' },
  { kind: 'never_says', pattern: 'as an? (AI|language model)' },
];

type Part = { pass: boolean; reason: string; assertion?: { type: string } };
type Result = {
  success: boolean;
  error?: string | null;
  testCase: { description: string; metadata: { failureModes: string } };
  gradingResult?: { componentResults?: Part[] };
};

const folder = mkdtempSync(join(tmpdir(), 'ratchet-promptfoo-'));
const agent = await startSampleAgent({ port: 0 });
const http = await httpApp({ localMode: true });
try {
  await fillSuite(http);
  const options = ['scenarios', 'export', '--format', 'promptfoo', 'suite'];
  const exported = await runCli(options, { cwd: folder, env: { RATCHET_SERVER: http.server.url } });
  process.stdout.write(`${exported.stdout}${exported.stderr}`);
  const installed = process.argv[2] ?? (await install());
  for (const [version, fixed] of Object.entries(FIXED_IN)) report(fixed, await evaluate(installed, version));
} finally {
  await http.close();
  await agent.close();
  rmSync(folder, { recursive: true, force: true });
}

async function fillSuite({ test, clock }: HttpApp): Promise<void> {
  const drafts = (await draftDays()).filter((draft) => MODES.includes(draft.failureModes[0] ?? ''));
  await test.store.write(contextAt(clock.now), { event: 'test.done', subject: 'test' }, async (tx) => {
    for (const [i, { content: drafted, failureModes, title }] of drafts.entries()) {
      const spoken = failureModes[0] === MODES[0] ? SPOKEN : [];
      const content = ScenarioContentSchema.parse({ ...drafted, checks: [...drafted.checks, ...spoken] });
      const fields = { content, identityHash: identityHash(content), failureModes: failureModes.slice(0, 1), title };
      await tx.scenarios.insert(newScenario(`SC-${i + 1}`, `call-${i + 1}`, fields));
    }
  });
}

async function install(): Promise<string> {
  writeFileSync(join(folder, 'package.json'), '{}');
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', PINNED], folder, {});
  return folder;
}

/** promptfoo's own results of the exported suite against a version of the demo's agent. */
async function evaluate(installed: string, version: string): Promise<Result[]> {
  const suite = join(folder, 'suite');
  const results = join(folder, `${version}.json`);
  const entry = join(installed, 'node_modules/promptfoo/dist/src/entrypoint.js');
  const code = await run(
    process.execPath,
    [entry, 'eval', '--no-cache', '--no-table', '--no-write', '-o', results],
    suite,
    {
      RATCHET_AGENT_URL: `${agent.url}/${version}`,
      PROMPTFOO_CONFIG_DIR: folder,
      PROMPTFOO_DISABLE_TELEMETRY: '1',
      PROMPTFOO_DISABLE_UPDATE: '1',
      PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
    },
  );
  console.log(`${version}: promptfoo ended with ${code}`);
  return (JSON.parse(readFileSync(results, 'utf8')) as { results: { results: Result[] } }).results.results;
}

function report(fixed: readonly string[], results: readonly Result[]): void {
  for (const mode of MODES) {
    const own = results.filter((one) => one.testCase.metadata.failureModes === mode);
    const passed = own.filter((one) => one.success).length;
    console.log(`  ${mode}: ${passed} of ${own.length} passed`);
    if (own.length === 0 || passed !== (fixed.includes(mode) ? own.length : 0)) process.exitCode = 1;
  }
  const parts = results.flatMap((one) => one.gradingResult?.componentResults ?? []);
  const types = [...new Set(parts.map((part) => part.assertion?.type))].map(
    (type) => `${parts.filter((part) => part.assertion?.type === type).length} ${type}`,
  );
  console.log(`  assertions: ${types.join(', ')}`);
  for (const reason of new Set(parts.filter((part) => !part.pass).map((part) => part.reason)))
    console.log(`  e.g. ${reason}`);
  for (const { error } of results.filter((one) => one.error && one.gradingResult === undefined).slice(0, 3))
    console.log(`  error: ${error?.split('\n')[0]}`);
}

async function run(file: string, args: string[], cwd: string, env: Record<string, string>): Promise<number | null> {
  const { PATH = '', HOME = cwd } = process.env;
  const child = spawn(file, args, { cwd, env: { PATH, HOME, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}
