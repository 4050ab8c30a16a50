import type { Person } from '#src/domain/actor.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { promoteForm } from '#src/views/promote-form.ts';
import type { Answer } from './answer.ts';
import type { World } from './create-interactions.ts';

/** The promote form of a call or review; a promoted one answers with its scenario instead. */
export async function promoteFormAnswer(
  { deps, verbs }: World,
  actor: Person,
  kind: string,
  id: string,
  /** What came of asking a model for drafts. */
  told?: string,
): Promise<Answer> {
  const draft = await verbs.previewPromotion(actor, { of: id });
  if (draft.existing) {
    const card = noticeCard('info', `Already promoted to ${draft.existing}`, 'One call makes one scenario.', [
      { id: 'show_scenario', label: `Show ${draft.existing}`, subject: `scenario:${draft.existing}` },
    ]);
    return { kind: 'private', card };
  }
  const subject = kind === 'call' || !draft.reviewId ? `call:${draft.callId}` : `review:${draft.reviewId}`;
  return {
    kind: 'form',
    form: promoteForm({ ...draft, told, subject, baseUrl: deps.baseUrl, now: deps.runtime.now() }),
  };
}
