import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Those that start processes, browsers and databases: begun first, or one of them would keep the last worker busy alone. */
const SLOW = [/\/e2e\//, /\/(crash|embedded|failures|import|browser)\.test/, /\/(cli|jobs|slack|teams|web|http)\//];

/** Pure tables: no process, file, clock or database, nothing that one file could leave for the next. They share a worker's imports. */
const TABLES = ['test/{domain,detect,views}/**/*.test.ts'];
const ALL = ['test/**/*.test.ts'];

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
    // A process a file: PGlite and Chromium hold memory that a thread gives back late.
    pool: 'forks',
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
    projects: [
      { extends: true, test: { name: 'tables', include: TABLES, isolate: false } },
      {
        extends: true,
        test: {
          name: 'worlds',
          include: ALL,
          exclude: [...configDefaults.exclude, ...TABLES],
          globalSetup: 'test/say-what-is-skipped.ts',
        },
      },
    ],
  },
});
