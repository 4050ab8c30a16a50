import { cleanText, cut } from '#src/domain/plain-text.ts';
import { count, counted } from '#src/domain/rate-words.ts';
import { ageWords } from './age-words.ts';
import type { Block, Card, Inline } from './card.ts';
import { judgeTroubleWords, judgeUseWords } from './judge-status-words.ts';

export type StatusFacts = {
  version: string;
  startedAt: Date;
  now: Date;
  database: { kind: 'postgresql' | 'embedded'; calls: number };
  queue: { waiting: number; active: number; dead: number };
  dead: readonly { name: string; failedAt: Date; error: string }[];
  deliveries: readonly { state: 'due' | 'sent' | 'parked'; n: number }[];
  channels: readonly {
    surface: string;
    channel: string;
    due: number;
    dueSince?: Date;
    heldUntil?: Date;
    reason?: string;
  }[];
  parked: readonly { surface: string; channel: string; subject: string; reason: string }[];
  targets: readonly { name: string; agent: string; url: string }[];
  judge?: Parameters<typeof judgeUseWords>[0];
};

/** How this Ratchet is doing: what waits, what is parked, and why. */
export function statusCard(status: StatusFacts): Card {
  const { database, queue, dead, parked, targets } = status;
  const due = status.deliveries.find(({ state }) => state === 'due')?.n ?? 0;
  const parkedCount = status.deliveries.find(({ state }) => state === 'parked')?.n ?? 0;
  const trouble = queue.dead + parkedCount;
  const title = trouble === 0 ? 'All is well' : `${counted(trouble, 'thing')} need${trouble === 1 ? 's' : ''} a look`;
  const judgeTrouble = status.judge && judgeTroubleWords(status.judge);
  const items = [
    ...(judgeTrouble === undefined ? [] : [[judgeTrouble]]),
    ...dead
      .slice(0, 5)
      .map((job) => [
        `Job ${job.name} gave up ${ageWords(job.failedAt, status.now)}: ${cut(cleanText(job.error), 200)}`,
      ]),
    ...parked
      .slice(0, 5)
      .map((row) => [`A message to ${row.surface} ${row.channel} is parked: ${cut(cleanText(row.reason), 200)}`]),
    ...status.channels
      .filter(({ due }) => due > 0)
      .slice(0, 5)
      .map((channel) => waitingLine(channel, status.now)),
  ];
  const blocks: Block[] = [
    {
      type: 'fields',
      fields: [
        { label: 'Database', value: [`${database.kind}, ${counted(database.calls, 'call')}`] },
        {
          label: 'Queue',
          value: [`${count(queue.waiting)} waiting, ${count(queue.active)} running, ${count(queue.dead)} given up`],
        },
        { label: 'Messages', value: [messagesLine(due, parkedCount)] },
        {
          label: 'Targets',
          value: [
            targets.length === 0 ? 'none: add targets to ratchet.yaml' : targets.map(({ name }) => name).join(', '),
          ],
        },
        ...(status.judge ? [{ label: 'Judge', value: [judgeUseWords(status.judge)] }] : []),
      ],
    },
    ...(items.length > 0 ? [{ type: 'list', items } as const] : []),
    { type: 'context', parts: [`Ratchet ${status.version} · running since `, { time: status.startedAt }] },
  ];
  return { tone: trouble === 0 ? 'ok' : 'warning', title, blocks, controls: [], overflow: [], fallback: title };
}

function messagesLine(due: number, parked: number): string {
  const waiting = due === 0 ? 'all sent' : `${count(due)} to be sent`;
  return parked === 0 ? waiting : `${waiting}, ${count(parked)} parked`;
}

/** "slack C1: 12 messages to be sent, the first wanted 3 min ago; nothing is sent there until 14:05: Slack asked to wait." */
function waitingLine(
  { surface, channel, due, dueSince, heldUntil, reason }: StatusFacts['channels'][number],
  now: Date,
): Inline[] {
  const since = dueSince ? `, the first wanted ${ageWords(dueSince, now)}` : '';
  const what = `${surface} ${channel}: ${counted(due, 'message')} to be sent${since}`;
  if (!heldUntil) return [what];
  return [`${what}; nothing is sent there until `, { time: heldUntil }, `: ${cut(cleanText(reason ?? ''), 200)}`];
}
