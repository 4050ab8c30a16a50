import type { Card } from '#src/views/card.ts';
import { digestCard } from '#src/views/digest-card.ts';
import { gatesCard } from '#src/views/gates-card.ts';
import { helpCard } from '#src/views/help-card.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { patternsCard } from '#src/views/patterns-card.ts';
import { queueCard } from '#src/views/queue-card.ts';
import { statusCard } from '#src/views/status-card.ts';
import { suiteCard } from '#src/views/suite-card.ts';
import type { Answer, Command } from './answer.ts';
import type { World } from './create-interactions.ts';
import { fixFormAnswer } from './fix-form-answer.ts';
import { nextLookAnswer } from './look-answers.ts';
import { linkedMessages } from './message-link.ts';
import { postDigest } from './post-digest.ts';
import { promoteFormAnswer } from './promote-form-answer.ts';

/** `rest`: what stands after the command's name. */
type Sub = (world: World, command: Command, rest: readonly string[]) => Promise<Answer>;

const SUBCOMMANDS: Record<string, Sub> = {
  queue: async ({ deps, verbs }, { actor }) => {
    const home = await verbs.getHome(actor, { limit: 10 });
    return shown(queueCard({ ...home, baseUrl: deps.baseUrl, now: deps.runtime.now() }));
  },
  looks: (world, { actor }) => nextLookAnswer(world, actor),
  digest: async (world, { actor }, rest) =>
    rest.length > 0
      ? postDigest(world, actor, rest)
      : shown(digestCard((await world.verbs.getReport(actor, {})).report)),
  fix: (world, { actor }) => fixFormAnswer(world, actor),
  gate: async ({ deps, verbs }, { actor }) => {
    const { gates } = await verbs.listGates(actor, { limit: 10 });
    return shown(gatesCard({ gates, baseUrl: deps.baseUrl, now: deps.runtime.now() }));
  },
  patterns: async ({ deps, verbs }, { actor }) => {
    const { reviews } = await verbs.listReviews(actor, {
      state: ['open', 'claimed', 'confirmed'],
      order: 'newest',
      limit: 200,
    });
    const list = await verbs.listPatterns(actor, {});
    const impact = await verbs.getImpact(actor, {});
    return shown(patternsCard({ ...list, reviews, impact, baseUrl: deps.baseUrl, now: deps.runtime.now() }));
  },
  suite: async ({ deps, verbs }, { actor }, rest) => {
    const [word, scenarioId] = rest;
    if (word?.toLowerCase() === 'block' && scenarioId !== undefined) {
      const ended = await verbs.endFailing(actor, { scenarioId: scenarioId.toUpperCase() });
      return shown(noticeCard('ok', `${ended.scenarioId} blocks again`, 'It is no longer accepted as known failing.'));
    }
    const suite = await verbs.listScenarios(actor, { limit: 200 });
    return shown(suiteCard({ ...suite, baseUrl: deps.baseUrl }));
  },
  status: async ({ verbs }, { actor }) => shown(statusCard(await verbs.getStatus(actor, {}))),
  help: async ({ deps }) => shown(helpCard(deps.policy.reactions)),
};

/** Runs `/promote …` or `/ratchet …` (the slash is optional); whatever it is not, it answers with help. */
export async function runCommand(world: World, command: Command): Promise<Answer> {
  const [first = '', ...rest] = command.text.trim().replace(/^\//, '').split(/\s+/);
  const word = first.toLowerCase();
  if (word === 'promote') return promote(world, command, rest.join(' '));
  const name = (word === 'ratchet' ? (rest[0] ?? 'help') : word).toLowerCase();
  if (name === 'promote') return promote(world, command, rest.slice(1).join(' '));
  const sub = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (sub) return sub(world, command, word === 'ratchet' ? rest.slice(1) : rest);
  const help = helpCard(world.deps.policy.reactions);
  return shown({
    ...help,
    title: command.text.trim() === '' ? help.title : `I do not know "${name.slice(0, 40)}". ${help.title}`,
  });
}

async function promote(world: World, command: Command, what: string): Promise<Answer> {
  const { actor } = command;
  const target = await promotable(world, command, what.trim());
  if (target === undefined) {
    const card = noticeCard(
      'info',
      'Which call?',
      'Write /promote with a review id (R-12), a call id, or the link of a card.',
    );
    return { kind: 'private', card };
  }
  return promoteFormAnswer(world, actor, /^R-\d+$/i.test(target) ? 'review' : 'call', target);
}

/** The call or review meant by an id, a page's address, or the link of one of our messages. */
async function promotable({ deps }: World, command: Command, what: string): Promise<string | undefined> {
  if (what === '') return undefined;
  const page = /\/calls\/([^/?#\s>|]+)/.exec(what);
  if (page?.[1]) return decoded(page[1]);
  const linked = linkedMessages(what, command);
  for (const { surface, channel, platformId } of linked) {
    const row = await deps.store.deliveries.byPlatformId(surface, channel, platformId);
    if (row?.subject.startsWith('review:')) return row.subject.slice('review:'.length);
  }
  if (linked.length > 0) return undefined;
  return /\bR-\d+\b/i.exec(what)?.[0].toUpperCase() ?? what;
}

/** Unlike decodeURIComponent it takes an address that was cut or mistyped ("%zz"). */
function decoded(part: string): string {
  return new URLSearchParams(`id=${part.replaceAll('+', '%2B').replaceAll('&', '%26')}`).get('id') ?? part;
}

function shown(card: Card): Answer {
  return { kind: 'private', card };
}
