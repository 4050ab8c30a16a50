import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that start processes, browsers and databases: begun first, or one of them would keep the last worker busy alone. */
const SLOW = [/\/e2e\//, /\/(crash|embedded|failures|import|browser)\.test/, /\/(cli|jobs|slack|teams|web|http)\//];

// What stripping types and compiling gave is kept for every process of the next files, and of the next run.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules', '.cache', 'ratchet-test', 'compiled');

/** Vitest takes a class here. Within a rank its own order stands: the longest of the last run first. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification, rank: number) => SLOW[rank]?.test(moduleId) === true;
    const rankOf = (file: TestSpecification) => [0, 1, 2].find((rank) => isSlow(file, rank)) ?? 3;
    return (await super.sort(files)).sort((a, b) => rankOf(a) - rankOf(b));
  }
}

// Run with `npm test`: npm puts the Node that `npm ci` brought on the path, and that one strips the types.
export default defineConfig({
  test: {
    // Processes: PGlite and Chromium hold memory that a thread gives back late. Files share one, as they would share a server: importing
    // the whole application anew for each took a third of the time. A file leaves nothing behind but what it ends itself.
    pool: 'forks',
    isolate: false,
    include: ['test/**/*.test.ts'],
    sequence: { sequencer: SlowFirst },
    // Databases and browsers are several processes each; on two cores more workers only wait for one another.
    maxWorkers: Number(process.env['TEST_WORKERS'] ?? 2),
    // Node imports the files as it does in production: no bundler between a test and what it tests.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // Limits, not measures: whatever waits ends as soon as it can, and a machine that does three things at once is slow.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    expect: { poll: { timeout: 15_000, interval: 20 } },
    globalSetup: 'test/say-what-is-skipped.ts',
  },
});
