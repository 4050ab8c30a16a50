import type { Verbs } from '#src/app.ts';
import type { SystemActor } from '#src/domain/actor.ts';
import { AppError } from '#src/errors.ts';
import type { Queue } from '#src/ports/queue.ts';
import type { ReleaseStack } from '#src/ports/runtime.ts';
import { type ApiRequest, isNobodyThere } from './api-client.ts';
import type { World } from './command.ts';
import { connect, findServer } from './find-server.ts';

/** Verbs on this machine's own database, by somebody who holds its settings. */
export type Own = { verbs: Verbs; actor: SystemActor; queue: Queue; releases: ReleaseStack };

/** Opens the database here, with its jobs but without the clock; throws `conflict` while another process has the data folder. */
export async function openOwn(env: World['env']): Promise<Own> {
  const { startServer } = await import('#src/main.ts');
  const { app, queue, releases } = await startServer({
    env: { ...env, PORT: '0' },
    withoutClock: true,
    withoutInbound: true,
  });
  return { verbs: app.verbs, actor: { kind: 'system', id: 'command-line', name: 'command line' }, queue, releases };
}

/**
 * Asks the server. Where none runs, does it on this machine's own database; `asOwner` does so too when the server wants a
 * sign-in: whoever holds the database's settings may make the first keys and people.
 */
export async function askOrOpen<T>(
  env: World['env'],
  request: ApiRequest,
  here: (own: Own) => Promise<T>,
  options: { asOwner?: boolean } = {},
): Promise<T> {
  const client = await connect(env);
  try {
    return (await client.send(request)) as T;
  } catch (error) {
    const isOwn = (await findServer(env)).from !== 'setting';
    if (!isOwn || !(isNobodyThere(error) || (options.asOwner && wantsSignIn(error)))) throw error;
    return await openAndDo(env, here, error);
  } finally {
    client.close();
  }
}

function wantsSignIn(error: unknown): boolean {
  return error instanceof AppError && error.code === 'forbidden';
}

async function openAndDo<T>(env: World['env'], here: (own: Own) => Promise<T>, refused: unknown): Promise<T> {
  let own: Own;
  try {
    own = await openOwn(env);
  } catch (error) {
    if (wantsSignIn(refused) && error instanceof AppError && error.code === 'conflict')
      throw new AppError(
        'conflict',
        'The running server wants a sign-in and holds the embedded database. Stop it, run this again, and start it.',
      );
    throw error;
  }
  try {
    return await here(own);
  } finally {
    await own.releases.releaseAll();
  }
}
