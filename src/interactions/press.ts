import { invalid } from '#src/errors.ts';
import type { ControlId } from '#src/views/card.ts';
import { dismissForm } from '#src/views/dismiss-form.ts';
import { duplicateForm } from '#src/views/duplicate-form.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { pageLinks } from '#src/views/page-links.ts';
import { snoozeForm } from '#src/views/snooze-form.ts';
import type { Answer, Press } from './answer.ts';
import type { World } from './create-interactions.ts';
import { fixFormAnswer } from './fix-form-answer.ts';
import { promoteFormAnswer } from './promote-form-answer.ts';
import { tagFormAnswer } from './tag-form-answer.ts';

/** "review:R-12@4" as its kind, id and the version that was seen. */
export function parseSubject(subject: string): { kind: string; id: string; version?: number } {
  const found = /^([a-z]+):([^@]+)(?:@(\d+))?$/.exec(subject);
  if (!found)
    throw invalid(`This control has lost its subject (${subject.slice(0, 40)}). Open the review from the queue.`);
  return { kind: found[1] as string, id: found[2] as string, ...(found[3] ? { version: Number(found[3]) } : {}) };
}

type Handler = (world: World, press: Press, id: string) => Promise<Answer>;

const HANDLERS: Record<ControlId, Handler> = {
  claim: async ({ verbs }, { actor }, reviewId) => {
    const { changed } = await verbs.claimReview(actor, { reviewId });
    return { kind: 'done', note: changed ? `${reviewId} is yours.` : `${reviewId} was yours already.` };
  },
  unclaim: async ({ verbs }, { actor }, reviewId) => {
    await verbs.unclaimReview(actor, { reviewId });
    return { kind: 'done', note: `${reviewId} is free for everybody again.` };
  },
  reopen: async ({ verbs }, { actor }, reviewId) => {
    await verbs.reopenReview(actor, { reviewId });
    return { kind: 'done', note: `${reviewId} is open again.` };
  },
  tag: tagFormAnswer,
  confirm: tagFormAnswer,
  promote: (world, press, id) => promoteFormAnswer(world, press.actor, parseSubject(press.subject).kind, id),
  dismiss: async ({ verbs }, { actor }, reviewId) => {
    const { review } = await verbs.getReview(actor, { reviewId });
    return { kind: 'form', form: dismissForm(review) };
  },
  duplicate: async ({ verbs }, { actor }, reviewId) => {
    const { review } = await verbs.getReview(actor, { reviewId });
    const { reviews } = await verbs.listReviews(actor, {
      state: ['open', 'claimed', 'confirmed'],
      order: 'newest',
      limit: 30,
    });
    return { kind: 'form', form: duplicateForm(review, reviews) };
  },
  snooze: async ({ verbs }, { actor }, reviewId) => {
    const { review } = await verbs.getReview(actor, { reviewId });
    return { kind: 'form', form: snoozeForm(review) };
  },
  replay: replayNow,
  full_call: fullCall,
  show_scenario: async ({ deps, verbs }, { actor }, scenarioId) => {
    await verbs.getScenario(actor, { scenarioId, runs: 0 });
    return personal({ deps, verbs }, actor, pageLinks('').scenario(scenarioId), `Show ${scenarioId}`);
  },
  register_fix: (world, { actor }) => fixFormAnswer(world, actor),
};

/** What a pressed control does: a verb, or the form it needs first. */
export async function pressControl(world: World, press: Press): Promise<Answer> {
  const handle = Object.hasOwn(HANDLERS, press.control) ? HANDLERS[press.control] : undefined;
  if (!handle) throw invalid(`There is no control called ${String(press.control).slice(0, 40)}.`);
  return handle(world, press, parseSubject(press.subject).id);
}

async function replayNow({ verbs }: World, { actor, subject }: Press, id: string): Promise<Answer> {
  const kind = parseSubject(subject).kind;
  const scenarioId = kind === 'scenario' ? id : (await verbs.getReview(actor, { reviewId: id })).review.scenarioId;
  if (!scenarioId)
    return {
      kind: 'private',
      card: noticeCard('info', 'Nothing to replay yet', 'Promote the call first: a scenario is what can be replayed.'),
    };
  await verbs.replayScenario(actor, { scenarioId });
  return { kind: 'done', note: `Replaying ${scenarioId}; the thread of its card tells how it went.` };
}

async function fullCall({ deps, verbs }: World, { actor, subject }: Press, id: string): Promise<Answer> {
  const callId =
    parseSubject(subject).kind === 'call' ? id : (await verbs.getReview(actor, { reviewId: id })).review.callId;
  return personal({ deps, verbs }, actor, pageLinks('').call(callId), 'Open the full call');
}

/** In the browser the page itself; in chat a single-use address for the one who pressed. */
async function personal({ deps, verbs }: World, actor: Press['actor'], path: string, label: string): Promise<Answer> {
  if (actor.surface === 'web') return { kind: 'link', href: `${deps.baseUrl}${path}`, label };
  const { url } = await verbs.createPersonalLink(actor, { path });
  return { kind: 'link', href: url, label };
}
