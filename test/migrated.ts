import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Changes with the migrations and with the code that applies them: what names a kept migrated database. */
export function migrationsHash(): string {
  const folder = join(root, 'prisma', 'migrations');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const hash = createHash('sha256');
  for (const name of files) hash.update(name).update(readFileSync(join(folder, name)));
  for (const code of ['migrate.ts', 'open-embedded.ts'])
    hash.update(readFileSync(join(root, 'adapters/database', code)));
  return hash
    .update(readFileSync(join(root, 'node_modules/@electric-sql/pglite/package.json')))
    .digest('hex')
    .slice(0, 12);
}
