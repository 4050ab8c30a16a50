import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const scratch = mkdtempSync(join(tmpdir(), 'ratchet-boundaries-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
const rules = ['--only=style/noRestrictedImports', '--only=suspicious/noImportCycles'];

function lint(cwd: string, ...options: string[]): { clean: boolean; output: string } {
  const run = spawnSync(process.execPath, [biome, 'lint', ...rules, '--max-diagnostics=none', ...options], {
    cwd,
    encoding: 'utf8',
  });
  return { clean: run.status === 0, output: run.stdout + run.stderr };
}

/** A file, what it imports, and whether it may. */
const cases: readonly [path: string, imported: string, may: boolean][] = [
  ['src/domain/a.ts', 'zod', true],
  ['src/domain/a.ts', './b.ts', true],
  ['src/domain/a.ts', '../views/card.ts', false],
  ['src/domain/a.ts', '#src/views/card.ts', false],
  ['src/domain/a.ts', '#src/ports/store.ts', false],
  ['src/domain/a.ts', 're2js', false],
  ['src/domain/pattern.ts', 're2js', true],
  ['src/domain/a.ts', 'node:fs', false],
  ['src/detect/a.ts', '#src/domain/call.ts', true],
  ['src/detect/a.ts', '#src/views/card.ts', false],
  ['src/views/a.ts', '#src/domain/call.ts', true],
  ['src/views/a.ts', '#src/ports/surface.ts', false],
  ['src/ports/a.ts', '#src/views/card.ts', true],
  ['src/ports/a.ts', '#src/verbs/claim.ts', false],
  ['src/replay/a.ts', '#src/ports/agent.ts', true],
  ['src/replay/a.ts', '#src/ports/store.ts', false],
  ['src/replay/a.ts', '#src/verbs/claim.ts', false],
  ['src/verbs/a.ts', '#src/ports/store.ts', true],
  ['src/verbs/a.ts', '#src/detect/detector.ts', true],
  ['src/verbs/a.ts', '#src/app.ts', false],
  ['src/verbs/a.ts', '#adapters/database/index.ts', false],
  ['src/app.ts', '#src/verbs/claim.ts', true],
  ['src/app.ts', '#src/main.ts', false],
  ['src/app.ts', 'hono', false],
  ['src/main.ts', '#adapters/database/index.ts', true],
  ['src/cli.ts', '#adapters/agents/index.ts', true],
  ['adapters/slack/a.ts', '@slack/bolt', true],
  ['adapters/web/a.ts', '@slack/bolt', false],
  ['adapters/web/a.ts', 'hono/html', true],
  ['adapters/web/pages/a.ts', '#adapters/web/html.ts', true],
  ['adapters/web/a.ts', '#adapters/http/index.ts', false],
  ['adapters/web/a.ts', '#src/verbs/claim.ts', false],
  ['adapters/web/a.ts', '#src/app.ts', true],
  ['adapters/database/a.ts', '@prisma/client', true],
  ['adapters/http/a.ts', '@prisma/client', false],
  ['adapters/database/a.ts', 'hono', false],
  ['adapters/database/a.ts', 'pg-boss', false],
  ['adapters/agents/a.ts', 'openai', false],
  ['adapters/openai/a.ts', 'openai', true],
  ['adapters/tickets/a.ts', '#src/ports/tickets.ts', true],
  ['adapters/tickets/a.ts', '#adapters/openai/chat.ts', false],
  ['adapters/tickets/a.ts', 'openai', false],
  ['adapters/somebody-new/a.ts', 'pg', false],
  ['src/open-core.ts', '#adapters/database/index.ts', true],
  ['src/verbs/a.ts', '#src/open-core.ts', false],
  ['src/open-chat.ts', '#adapters/slack/index.ts', true],
  ['src/verbs/a.ts', '#src/open-chat.ts', false],
  ['adapters/slack/a.ts', '#src/open-chat.ts', false],
  ['demo/a.ts', '#src/app.ts', true],
  ['demo/a.ts', '#adapters/web/index.ts', false],
  ['demo/agent/a.ts', '#src/app.ts', false],
  ['jobs/a.ts', 'pg-boss', true],
  ['jobs/a.ts', '#adapters/database/index.ts', false],
  ['jobs/a.ts', '#src/app.ts', true],
];

test('every import of the repository keeps the dependency rule, and none goes in a circle', () => {
  const { clean, output } = lint(root);
  expect(clean, output).toBe(true);
});

test('the linter refuses each import that breaks the rule, and no other', () => {
  copyFileSync(join(root, 'biome.jsonc'), join(scratch, 'biome.jsonc'));
  const byPath = Map.groupBy(cases, ([path]) => path);
  for (const [path, group] of byPath) {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), group.map(([, imported]) => `import '${imported}';\n`).join(''));
  }
  const { output } = lint(scratch, '--vcs-enabled=false', '--reporter=github');
  const wrong = [...byPath].flatMap(([path, group]) =>
    group
      .filter(([, , may], line) => output.includes(`/${path},line=${line + 1},`) === may)
      .map(([, imported, may]) => `${path} -> ${imported} should be ${may ? 'allowed' : 'refused'}`),
  );
  expect(wrong, output).toEqual([]);
});
