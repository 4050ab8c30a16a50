import { cleanText, cut } from '#src/domain/plain-text.ts';
import { count, counted } from '#src/domain/rate-words.ts';
import { ageWords } from './age-words.ts';
import type { Block, Card } from './card.ts';

export type StatusFacts = {
  version: string;
  startedAt: Date;
  now: Date;
  database: { kind: 'postgresql' | 'embedded'; calls: number };
  queue: { waiting: number; active: number; dead: number };
  dead: readonly { name: string; failedAt: Date; error: string }[];
  deliveries: readonly { state: 'due' | 'sent' | 'parked'; n: number }[];
  parked: readonly { surface: string; channel: string; subject: string; reason: string }[];
  targets: readonly { name: string; agent: string; url: string }[];
};

/** How this Ratchet is doing: what waits, what is parked, and why. */
export function statusCard(status: StatusFacts): Card {
  const { database, queue, dead, parked, targets } = status;
  const due = status.deliveries.find(({ state }) => state === 'due')?.n ?? 0;
  const trouble = queue.dead + parked.length;
  const title = trouble === 0 ? 'All is well' : `${counted(trouble, 'thing')} need${trouble === 1 ? 's' : ''} a look`;
  const items = [
    ...dead
      .slice(0, 5)
      .map((job) => [
        `Job ${job.name} gave up ${ageWords(job.failedAt, status.now)}: ${cut(cleanText(job.error), 200)}`,
      ]),
    ...parked
      .slice(0, 5)
      .map((row) => [`A message to ${row.surface} ${row.channel} is parked: ${cut(cleanText(row.reason), 200)}`]),
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
        { label: 'Messages', value: [`${count(due)} to be sent, ${count(parked.length)} parked`] },
        {
          label: 'Targets',
          value: [
            targets.length === 0 ? 'none: add targets to ratchet.yaml' : targets.map(({ name }) => name).join(', '),
          ],
        },
      ],
    },
    ...(items.length > 0 ? [{ type: 'list', items } as const] : []),
    { type: 'context', parts: [`Ratchet ${status.version} · running since `, { time: status.startedAt }] },
  ];
  return { tone: trouble === 0 ? 'ok' : 'warning', title, blocks, controls: [], overflow: [], fallback: title };
}
