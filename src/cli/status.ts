import type { ChannelStatus, Status } from '#src/verbs/get-status.ts';
import { judgeTroubleWords, judgeUseWords } from '#src/views/judge-status-words.ts';
import { type CommandInput, command } from './command.ts';
import { connect } from './find-server.ts';
import { columns, count, plainLine, seconds } from './terminal-text.ts';

const flags = { json: { help: 'print JSON' } } as const;

export const status = command({
  usage: 'ratchet status',
  about: 'Shows how the server is doing: its database, its queue, messages that wait or cannot be delivered.',
  flags,
  examples: ['ratchet status', 'ratchet status --json'],
  run,
});

async function run({ values, world }: CommandInput<typeof flags>): Promise<number> {
  const client = await connect(world.env);
  try {
    const found = (await client.send({ method: 'GET', path: '/v1/status' })) as Status;
    world.stdout.write(values.json ? `${JSON.stringify(found, undefined, 2)}\n` : describeStatus(found, client.server));
    return 0;
  } finally {
    client.close();
  }
}

function describeStatus(found: Status, server: string): string {
  const { database, queue, deliveries, settings } = found;
  const up = new Date(found.now).getTime() - new Date(found.startedAt).getTime();
  const rows = [
    ['server', `${server}, Ratchet ${found.version}, up ${seconds(up)}`],
    ['database', `${database.kind}, ${count(database.calls)} calls`],
    ['queue', `${count(queue.waiting)} waiting, ${count(queue.active)} active, ${count(queue.dead)} dead`],
    ['messages', deliveries.map(({ state, n }) => `${count(n)} ${state}`).join(', ') || 'none'],
    ['targets', found.targets.map((target) => plainLine(target.name, 80)).join(', ') || 'none'],
    ['policy', `threshold ${settings.threshold}, ${settings.timeZone}, ${found.failureModes} failure modes`],
    ...judgeRows(found.judge),
    ...found.dead.map((job) => ['dead job', `${job.name}: ${plainLine(job.error, 200)}`]),
    ...found.channels.filter(({ due }) => due > 0).map((channel) => ['waiting', waitingLine(channel, found.now)]),
    ...found.parked.map((parked) => [
      'parked',
      `${parked.surface} ${plainLine(parked.channel, 80)}, ${plainLine(parked.subject, 80)}: ${plainLine(parked.reason, 200)}`,
    ]),
  ];
  return columns(rows);
}

function judgeRows(judge: Status['judge']): string[][] {
  if (!judge) return [];
  const trouble = judgeTroubleWords(judge);
  const use = `${plainLine(judge.version, 80)}, ${judgeUseWords(judge)}`;
  return [['judge', use], ...(trouble === undefined ? [] : [['judge', plainLine(trouble, 300)]])];
}

/** The times are JSON here: text. */
function waitingLine({ surface, channel, due, dueSince, heldUntil, reason }: ChannelStatus, now: Date): string {
  const waitedMs = dueSince ? new Date(now).getTime() - new Date(dueSince).getTime() : 0;
  const what = `${surface} ${plainLine(channel, 80)}: ${count(due)} to be sent, the first for ${seconds(waitedMs)}`;
  if (!heldUntil) return what;
  return `${what}; nothing is sent there until ${new Date(heldUntil).toISOString()}: ${plainLine(reason ?? '', 200)}`;
}
