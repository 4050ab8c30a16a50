import { type ApiClient, isNobodyThere } from '#src/cli/api-client.ts';
import type { World } from '#src/cli/command.ts';
import { connect, findServer, type ServerAddress } from '#src/cli/find-server.ts';
import { count, plainLine } from '#src/cli/terminal-text.ts';
import { AppError } from '#src/errors.ts';
import type { Status } from '#src/verbs/get-status.ts';
import { type Finding, note, ok, wrong } from './finding.ts';

const MANY_WAITING = 10_000;

/** The running server, and what it says of its queue and its messages. */
export async function checkServer(env: World['env']): Promise<Finding[]> {
  let address: ServerAddress;
  try {
    address = await findServer(env);
  } catch (error) {
    return [wrong('server', (error as Error).message, 'Correct it.')];
  }
  const client = await connect(env);
  try {
    return await askStatus(client, address);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (isNobodyThere(error) && address.from !== 'setting')
      return [
        note('server', 'none runs here', 'Start it: ratchet serve. Its queue and messages are checked while it runs.'),
      ];
    if (error.code === 'forbidden')
      return [
        note('server', `${address.url} wants a sign-in`, `${error.message} Its queue and messages were not checked.`),
      ];
    return [wrong('server', error.message, 'Look at the log of the server.')];
  } finally {
    client.close();
  }
}

async function askStatus(client: ApiClient, address: ServerAddress): Promise<Finding[]> {
  const ready = (await client.send({ method: 'GET', path: '/readyz' }).catch((error: unknown) => error)) as unknown;
  if (isNobodyThere(ready)) throw ready;
  const status = (await client.send({ method: 'GET', path: '/v1/status' })) as Status;
  return [
    ok('server', `${address.url}, Ratchet ${status.version}`),
    ...(ready instanceof AppError
      ? [wrong('readiness', ready.message, 'See the database above, and the log of the server.')]
      : []),
    ...checkStatus(status),
  ];
}

/** What a server says of itself. */
export function checkStatus({ queue, dead, parked }: Pick<Status, 'queue' | 'dead' | 'parked'>): Finding[] {
  const waiting =
    queue.waiting > MANY_WAITING
      ? note(
          'queue',
          `${count(queue.waiting)} jobs wait`,
          'After an import this passes; else add a replica (PostgreSQL).',
        )
      : ok('queue', `${count(queue.waiting)} waiting, ${count(queue.active)} active`);
  return [
    waiting,
    ...dead.map((job) =>
      wrong(
        'dead job',
        `${job.name}: ${plainLine(job.error, 300)}`,
        'Mend the cause; the log of the server has the whole error.',
      ),
    ),
    ...(queue.dead > dead.length
      ? [wrong('dead jobs', `${count(queue.dead - dead.length)} more`, 'See /status of the server.')]
      : []),
    ...parked.map(({ surface, channel, subject, reason }) =>
      wrong(
        'message',
        `${surface} ${plainLine(channel, 80)} did not take ${plainLine(subject, 80)}: ${plainLine(reason, 300)}`,
        'Mend the cause (invite the bot, un-archive the channel, renew the token), or remove the route.',
      ),
    ),
  ];
}
