import { parseConfig } from '#src/config.ts';
import { createReleaseStack } from '#src/release-stack.ts';
import { command, type World } from './command.ts';
import { counted } from './terminal-text.ts';

export const migrate = command({
  usage: 'ratchet migrate',
  about:
    'Applies what is missing of the migrations. `serve` does so too; this is for doing it before new servers start.',
  flags: {},
  examples: ['DATABASE_URL=postgresql://… ratchet migrate'],
  run: ({ world }) => run(world),
});

async function run({ env, stdout }: World): Promise<number> {
  const { openDatabase } = await import('#adapters/database/open-database.ts');
  const config = parseConfig(env);
  const place = config.databaseUrl ? { url: config.databaseUrl } : { dataDir: config.dataDir, startedAt: new Date() };
  let applied: unknown[] = [];
  const releases = createReleaseStack(() => undefined);
  try {
    await openDatabase(place, {
      releases,
      log(event, facts) {
        if (event === 'database.migrated') applied = facts?.['migrations'] as unknown[];
      },
    });
  } finally {
    await releases.releaseAll();
  }
  const names = applied.map((name) => `  ${name}\n`).join('');
  stdout.write(
    applied.length === 0
      ? 'The database is up to date.\n'
      : `${counted(applied.length, 'migration')} applied:\n${names}`,
  );
  return 0;
}
