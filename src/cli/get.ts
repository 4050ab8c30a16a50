import type { World } from './command.ts';
import { connect } from './find-server.ts';

/** What the server has at a path. */
export async function get<T>(world: World, path: string): Promise<T> {
  const client = await connect(world.env);
  try {
    return (await client.send({ method: 'GET', path })) as T;
  } finally {
    client.close();
  }
}
