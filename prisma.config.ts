import { defineConfig } from 'prisma/config';

// No url: the app connects through driver adapters; `prisma migrate` users set DATABASE_URL themselves.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(process.env['DATABASE_URL'] ? { datasource: { url: process.env['DATABASE_URL'] } } : {}),
});
