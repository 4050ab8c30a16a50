import type { SqlDriverAdapterFactory } from '@prisma/client/runtime/client';
import { PrismaClient } from './generated/client.ts';
import { storable } from './storable.ts';

/** Prisma's client over a driver, with everything it sends cleaned of what PostgreSQL cannot store. */
export function createClient(adapter: SqlDriverAdapterFactory): PrismaClient {
  const client = new PrismaClient({ adapter, errorFormat: 'minimal' }).$extends({
    query: {
      $allModels: {
        async $allOperations({ args, query }) {
          return query(storable(args));
        },
      },
    },
  });
  // The extension changes values, never shapes; its own type would make every repository generic.
  return client as unknown as PrismaClient;
}
