import { defineConfig } from 'vitest/config';

// Run with `npm test`: npm puts the Node that `npm ci` brought on the path, and that one strips the types.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/say-what-is-skipped.ts',
    // A process a file: PGlite and Chromium hold memory that a thread gives back late.
    pool: 'forks',
    // Databases and browsers are several processes each; on two cores more workers only wait for one another.
    maxWorkers: Number(process.env['TEST_WORKERS'] ?? 2),
    // Node imports the files as it does in production: no bundler between a test and what it tests.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // Limits, not measures: whatever waits ends as soon as it can, and a machine that does three things at once is slow.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    expect: { poll: { timeout: 15_000, interval: 20 } },
  },
});
