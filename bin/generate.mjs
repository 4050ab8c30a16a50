import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Makes the database client out of prisma/schema.prisma; runs after every `npm ci`, offline too. */
const root = join(import.meta.dirname, '..');
const require = createRequire(import.meta.url);

/** The Prisma command's script, or undefined where development dependencies were left out. */
function prismaCommand() {
  try {
    const manifest = require.resolve('prisma/package.json');
    return join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.prisma);
  } catch {
    return undefined;
  }
}

const command = prismaCommand();
if (!existsSync(join(root, 'prisma', 'schema.prisma'))) {
  // An image installs its packages before it copies the schema.
  console.log('No prisma/schema.prisma here: no database client made. Run `node bin/generate.mjs` once it is there.');
} else if (command === undefined) {
  if (!existsSync(join(root, 'adapters', 'database', 'generated'))) {
    console.warn(
      'The database client is missing, and so is Prisma, which makes it. Run `npm ci` without --omit=dev once.',
    );
  }
} else {
  // Any real executable keeps Prisma from downloading its schema engine, which `generate` does not need.
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  };
  const run = spawnSync(process.execPath, [command, 'generate', '--no-hints'], { cwd: root, env, encoding: 'utf8' });
  if (run.status !== 0) {
    process.stderr.write(`${run.stdout ?? ''}${run.stderr ?? ''}${run.error?.message ?? ''}\n`);
    process.exitCode = run.status ?? 1;
  }
}
