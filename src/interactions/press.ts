import { hasRole } from '#src/domain/actor.ts';
import type { Gate } from '#src/domain/gate.ts';
import { forbidden, invalid } from '#src/errors.ts';
import { articleForm } from '#src/views/article-form.ts';
import type { ControlId } from '#src/views/card.ts';
import { dismissForm } from '#src/views/dismiss-form.ts';
import { duplicateForm } from '#src/views/duplicate-form.ts';
import { failureModeForm } from '#src/views/failure-mode-form.ts';
import { knownFailingForm, overrideForm } from '#src/views/gate-forms.ts';
import { pageLinks } from '#src/views/page-links.ts';
import { postedWords } from '#src/views/posted-words.ts';
import { snoozeForm } from '#src/views/snooze-form.ts';
import { acknowledge, rollbackAnswer } from './alarm-answers.ts';
import type { Answer, Press } from './answer.ts';
import type { World } from './create-interactions.ts';
import { draftArticleAnswer, draftChecksAnswer } from './draft-form-answer.ts';
import { fixFormAnswer } from './fix-form-answer.ts';
import { drawHome, settingsFormAnswer } from './home.ts';
import { answerLook, lookFormAnswer, nextLookAnswer } from './look-answers.ts';
import { promoteFormAnswer } from './promote-form-answer.ts';
import { tagFormAnswer, typedTag } from './tag-form-answer.ts';
import { ignoreVersionAnswer, versionLiveAnswer } from './version-form-answer.ts';
import { viaOf } from './via-of.ts';

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
  tag: (world, { actor }, reviewId) => tagFormAnswer(world, actor, reviewId),
  confirm: (world, { actor }, reviewId) => tagFormAnswer(world, actor, reviewId),
  tag_as: tagAs,
  new_failure_mode: newFailureMode,
  settings: (world, { actor }) => settingsFormAnswer(world, actor),
  home_page: async (world, { actor }, offset) => ({
    kind: 'private',
    card: await drawHome(world, actor, /^\d{1,6}$/.test(offset) ? Number(offset) : 0),
  }),
  promote: (world, press, id) => promoteFormAnswer(world, press.actor, parseSubject(press.subject).kind, id),
  draft_checks: (world, { actor, subject, values = {} }, id) =>
    draftChecksAnswer(world, { actor, kind: parseSubject(subject).kind, id, values }),
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
  pin: async ({ verbs }, { actor }, scenarioId) => {
    await verbs.pinScenario(actor, { scenarioId, pin: 'fast' });
    return { kind: 'done', note: `${scenarioId} stays in the fast tier.` };
  },
  unpin: async ({ verbs }, { actor }, scenarioId) => {
    await verbs.pinScenario(actor, { scenarioId, pin: 'none' });
    return { kind: 'done', note: `${scenarioId} is where the nightly plan puts it.` };
  },
  end_failing: async ({ verbs }, { actor }, scenarioId) => {
    await verbs.endFailing(actor, { scenarioId });
    return { kind: 'done', note: `${scenarioId} blocks again.` };
  },
  uncount: async ({ verbs }, { actor }, reviewId) => {
    const { review } = await verbs.getReview(actor, { reviewId });
    const { scenarioId, callId } = review;
    if (!scenarioId) return { kind: 'done', note: `${reviewId} is not counted anywhere.` };
    await verbs.removeOccurrence(actor, { scenarioId, callId });
    return { kind: 'done', note: `${reviewId} is no longer counted as ${scenarioId}. It can be promoted on its own.` };
  },
  ack_alarm: (world, { actor }, alarmId) => acknowledge(world, actor, alarmId),
  rollback: (world, { actor, subject }, id) => rollbackAnswer(world, actor, { kind: parseSubject(subject).kind, id }),
  register_fix: (world, { actor, subject }, id) =>
    fixFormAnswer(world, actor, { kind: parseSubject(subject).kind, id }),
  version_live: (world, { actor }, id) => versionLiveAnswer(world, actor, id),
  ignore_version: (world, { actor }, id) => ignoreVersionAnswer(world, actor, id),
  write_article: async ({ verbs }, { actor }, reviewId) => ({
    kind: 'form',
    form: articleForm(await verbs.draftArticle(actor, { reviewId })),
  }),
  draft_article: (world, { actor, values = {} }, id) =>
    draftArticleAnswer(world, { actor, kind: 'review', id, values }),
  look_fine: (world, press, id) => answerLook(world, press, id, 'fine'),
  look_skip: (world, press, id) => answerLook(world, press, id, 'skipped'),
  look_wrong: (world, press) => lookFormAnswer(world, press),
  next_look: (world, { actor }) => nextLookAnswer(world, actor),
  post_digest: async ({ verbs }, { actor }, week) => ({
    kind: 'done',
    note: postedWords(await verbs.postWeeklyReport(actor, { week })),
  }),
  approve_gate: approve,
  override_gate: async (world, press, id) => ({ kind: 'form', form: overrideForm(await ownGate(world, press, id)) }),
  accept_failing: async (world, press, id) => ({
    kind: 'form',
    form: knownFailingForm(await ownGate(world, press, id), press.actor.name),
  }),
};

/** What a pressed control does: a verb, or the form it needs first. */
export async function pressControl(world: World, press: Press): Promise<Answer> {
  const handle = Object.hasOwn(HANDLERS, press.control) ? HANDLERS[press.control] : undefined;
  if (!handle) throw invalid(`There is no control called ${String(press.control).slice(0, 40)}.`);
  return handle(world, press, parseSubject(press.subject).id);
}

/** Confirms at once with the one failure mode that was chosen. */
async function tagAs({ verbs }: World, { actor, subject, via, value }: Press, reviewId: string): Promise<Answer> {
  if (value === undefined || value === '') throw invalid('No failure mode was chosen. Choose one of the list.');
  const { version } = parseSubject(subject);
  await verbs.confirmReview(actor, {
    reviewId,
    failureModes: [value],
    ...(version === undefined ? {} : { sawVersion: version }),
    via: viaOf(via),
  });
  return { kind: 'done', note: `${reviewId} is confirmed.` };
}

/** Whoever may not add one is told so before anything is typed. */
async function newFailureMode(_world: World, { actor, subject, values = {} }: Press): Promise<Answer> {
  if (!hasRole(actor, 'approver'))
    throw forbidden('Failure modes are added by approvers. Ask one of them, or an admin.');
  return { kind: 'form', form: { ...failureModeForm(subject, actor.name), carried: typedTag(values) } };
}

async function approve({ verbs }: World, { actor }: Press, gateId: string): Promise<Answer> {
  await verbs.approveGate(actor, { gateId });
  return { kind: 'done', note: `${gateId} is the baseline that the next candidates are held against.` };
}

/** The gate, for those who may decide about it: others are told before anything is typed. */
async function ownGate({ verbs }: World, { actor }: Press, gateId: string): Promise<Gate> {
  const { gate } = await verbs.getGate(actor, { gateId, runs: false });
  if (!hasRole(actor, 'approver'))
    throw forbidden('Only approvers let a failing candidate through. Ask one of them, or an admin.');
  return gate;
}

async function replayNow({ verbs }: World, { actor, subject }: Press, id: string): Promise<Answer> {
  if (parseSubject(subject).kind === 'scenario') await verbs.replayScenario(actor, { scenarioId: id });
  else await verbs.replayCall(actor, { reviewId: id });
  return { kind: 'done', note: `Replaying ${id}; the thread of its card tells how it went.` };
}

async function fullCall(world: World, { actor, subject }: Press, id: string): Promise<Answer> {
  const callId =
    parseSubject(subject).kind === 'call' ? id : (await world.verbs.getReview(actor, { reviewId: id })).review.callId;
  return personal(world, actor, pageLinks('').call(callId), 'Open the full call');
}

/** In the browser the page itself; in chat a single-use address for the one who pressed. */
async function personal(
  { deps, verbs }: Pick<World, 'deps' | 'verbs'>,
  actor: Press['actor'],
  path: string,
  label: string,
): Promise<Answer> {
  if (actor.surface === 'web') return { kind: 'link', href: `${deps.baseUrl}${path}`, label };
  const { url } = await verbs.createPersonalLink(actor, { path });
  return { kind: 'link', href: url, label };
}
