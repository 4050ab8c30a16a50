import type { World } from './command.ts';
import { connect } from './find-server.ts';

/** One change on the server. */
export async function post<T>(world: World, path: string, body: unknown): Promise<T> {
  const client = await connect(world.env);
  try {
    return (await client.send({ method: 'POST', path, body })) as T;
  } finally {
    client.close();
  }
}
