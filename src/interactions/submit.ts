import { checkProblems, contentProblems } from '#src/domain/check-problems.ts';
import { failureModeId } from '#src/domain/failure-mode-id.ts';
import { AppError, invalid } from '#src/errors.ts';
import { parseArticle } from '#src/views/article-form.ts';
import type { FormId } from '#src/views/card.ts';
import { duplicateChoice } from '#src/views/duplicate-form.ts';
import { parsePromotion } from '#src/views/parse-promotion.ts';
import { parseSettings } from '#src/views/settings-form.ts';
import { submitRollback } from './alarm-answers.ts';
import type { Answer, Submission } from './answer.ts';
import type { World } from './create-interactions.ts';
import { manyValues, oneValue } from './form-values.ts';
import { submitLook } from './look-answers.ts';
import { parseSubject } from './press.ts';
import { submitFix } from './submit-fix.ts';
import { tagFormAnswer, typedTag } from './tag-form-answer.ts';
import { submitVersionLive } from './version-form-answer.ts';
import { viaOf } from './via-of.ts';

type Handler = (world: World, submission: Submission, id: string, version: number | undefined) => Promise<Answer>;

const HANDLERS: Record<FormId, Handler> = {
  tag: async ({ verbs }, { actor, values, via }, reviewId, sawVersion) => {
    const note = oneValue(values, 'note').trim();
    await verbs.confirmReview(actor, {
      reviewId,
      failureModes: manyValues(values, 'failureModes'),
      ...(note === '' ? {} : { note }),
      withGroup: oneValue(values, 'withGroup') === 'yes',
      ...(sawVersion === undefined ? {} : { sawVersion }),
      via: viaOf(via),
    });
    return { kind: 'done', note: `${reviewId} is confirmed.` };
  },
  dismiss: async ({ verbs }, { actor, values, via }, reviewId) => {
    const note = oneValue(values, 'note').trim();
    await verbs.dismissReview(actor, {
      reviewId,
      reason: oneValue(values, 'reason'),
      ...(note === '' ? {} : { note }),
      via: viaOf(via),
    });
    return { kind: 'done', note: `${reviewId} is dismissed.` };
  },
  duplicate: async ({ verbs }, { actor, values, via }, reviewId) => {
    const of = duplicateChoice(values);
    await verbs.markDuplicate(actor, { reviewId, of, via: viaOf(via) });
    return { kind: 'done', note: `${reviewId} is a duplicate of ${of}.` };
  },
  snooze: async ({ verbs }, { actor, values }, reviewId) => {
    await verbs.snoozeReview(actor, { reviewId, hours: Number(oneValue(values, 'hours')) });
    return { kind: 'done', note: `${reviewId} comes back in ${oneValue(values, 'hours')} h.` };
  },
  look: (world, submission, lookId) => submitLook(world, submission, lookId),
  promote: submitPromotion,
  fix: submitFix,
  rollback: submitRollback,
  failure_mode: submitFailureMode,
  version_live: submitVersionLive,
  settings: async ({ verbs }, { actor, values }) => {
    await verbs.saveSettings(actor, parseSettings(values));
    return { kind: 'done', note: 'Your settings are saved.' };
  },
  override_gate: async ({ verbs }, { actor, values }, gateId) => {
    const { gate } = await verbs.overrideGate(actor, {
      gateId,
      reason: oneValue(values, 'reason'),
      hours: Number(oneValue(values, 'hours')),
    });
    const next =
      gate.candidateVersion === undefined
        ? 'it names no version (--candidate), so the next gate asks again.'
        : `run the pipeline again, it lets ${gate.candidateVersion} through.`;
    return { kind: 'done', note: `${gateId} is overridden: ${next}` };
  },
  article: async ({ verbs }, { actor, values }, reviewId) => {
    const problems = parseArticle(values);
    if (problems.length > 0) return { kind: 'problems', problems };
    const [title, body, fixId] = ['title', 'body', 'fixId'].map((id) => oneValue(values, id).trim()) as [
      string,
      string,
      string,
    ];
    const { article } = await verbs.writeArticle(actor, { reviewId, title, body, ...(fixId === '' ? {} : { fixId }) });
    return { kind: 'done', note: `${article.id} is written; the thread tells what the agent makes of it.` };
  },
  known_failing: async ({ verbs }, { actor, values }) => {
    const { exemption } = await verbs.acceptFailing(actor, {
      scenarioId: oneValue(values, 'scenarioId'),
      owner: oneValue(values, 'owner'),
      reason: oneValue(values, 'reason'),
      days: Number(oneValue(values, 'days')),
    });
    const until = exemption.until.toISOString().slice(0, 10);
    return { kind: 'done', note: `${exemption.scenarioId} only warns until ${until}: run the gate again.` };
  },
};

/** What a submitted form does; problems come back beside their fields. */
export async function submitForm(world: World, submission: Submission): Promise<Answer> {
  const { id, version } = parseSubject(submission.subject);
  if (!Object.hasOwn(HANDLERS, submission.form))
    throw invalid(`There is no form called ${String(submission.form).slice(0, 40)}.`);
  return HANDLERS[submission.form](world, submission, id, version);
}

async function submitPromotion({ verbs }: World, { actor, values, via }: Submission, of: string): Promise<Answer> {
  const draft = await verbs.previewPromotion(actor, { of });
  if (draft.existing) return { kind: 'done', note: `It is promoted to ${draft.existing} already.` };
  const choice = parsePromotion(values, draft.content.checks, draft.drafts?.checks);
  if (choice.kind === 'occurrence') {
    await verbs.addOccurrence(actor, { of, scenarioId: choice.scenarioId, via: viaOf(via) });
    return { kind: 'done', note: `Counted as another occurrence of ${choice.scenarioId}.` };
  }
  // The proposed patterns are ours; one that RE2 refuses was written into the form.
  const refused = checkProblems(choice.checks).map(({ message }) => ({ path: 'moreChecks', message }));
  refused.push(...contentProblems(choice).map(({ path, message }) => ({ path: path.split('.')[0] ?? path, message })));
  if (refused.length > 0) return { kind: 'problems', problems: refused };
  const { kind: _, ...scenario } = choice;
  const separateFrom = draft.near.map((near) => near.scenarioId);
  const done = await verbs.promoteCall(actor, { of, ...scenario, separateFrom, via: viaOf(via) });
  return { kind: 'done', note: `${done.scenarioId} is in the suite; the thread tells whether it reproduces.` };
}

/** Adds it, and goes on with the tag form that asked for it, the new one ticked. */
async function submitFailureMode(world: World, { actor, values, subject }: Submission): Promise<Answer> {
  const [title, owner, description] = ['title', 'owner', 'description'].map((id) => oneValue(values, id).trim()) as [
    string,
    string,
    string,
  ];
  const problems = [
    ...(title === '' ? [{ path: 'title', message: 'Say what goes wrong.' }] : []),
    ...(owner === '' ? [{ path: 'owner', message: 'Name who answers for fixing it.' }] : []),
  ];
  if (problems.length > 0) return { kind: 'problems', problems };
  const id = failureModeId(title);
  try {
    await world.verbs.addFailureMode(actor, { id, title, owner, ...(description === '' ? {} : { description }) });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    return { kind: 'problems', problems: [{ path: 'title', message: `There is ${id} already: go back and pick it.` }] };
  }
  const { kind, id: reviewId } = parseSubject(subject);
  if (kind !== 'review') return { kind: 'done', note: `${title} can be picked now.` };
  const { note, withGroup, failureModes } = typedTag(values);
  return tagFormAnswer(world, actor, reviewId, { note, withGroup, chosen: [id, ...failureModes] });
}
