import { z } from 'zod';
import { maySeeAgent } from '#src/domain/actor.ts';
import { isCustomerLine } from '#src/domain/checks/timeline.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { verb } from '#src/verb.ts';
import type { ArticleDraft } from '#src/views/article-form.ts';
import { visibleReview } from './change-review.ts';
import { ReviewIdSchema } from './claim-review.ts';
import { redactedCall, visibleCall } from './get-call.ts';

const FIXES = 200;

/** The article of a review's call as it stands, else what a model drafted, else what the call gives to begin with: what was asked, and what went wrong. */
export const draftArticle = verb({
  name: 'article.draft',
  input: z.object({ reviewId: ReviewIdSchema }),
  allow: { role: 'reviewer' },
  async run(deps, ctx, { reviewId }): Promise<ArticleDraft> {
    const { store } = deps;
    const { callId, reason, agent, note } = await visibleReview(store, ctx, reviewId);
    const written = await store.articles.ofCall(callId);
    const fixes = (await store.fixes.fixes(FIXES)).filter(
      (fix) => fix.agents.includes(agent) && maySeeAgent(ctx.actor, agent),
    );
    const base = { reviewId, reason, fixes: fixes.map(({ id, title }) => ({ id, title })) };
    if (written)
      return { ...base, title: written.title, body: written.body, fixId: written.fixId, existing: written.id };
    const drafted = await store.drafts.ofCall(callId, 'article');
    if (drafted) return { ...base, ...drafted.content, drafted: drafted.model };
    const { call } = await visibleCall(store, ctx.actor, callId);
    const asked = redactedCall(deps, call)
      .turns.filter(isCustomerLine)
      .slice(0, 5)
      .map((turn) => `> ${cut(cleanText(turn.text ?? '').replace(/\s+/g, ' '), 300)}`);
    const body = [
      '## When customers ask',
      ...asked,
      '',
      '## What holds',
      '',
      '## What went wrong',
      `${reason}.`,
      note ?? '',
    ];
    return { ...base, title: reason, body: body.join('\n').trim(), mayDraft: deps.drafter !== undefined };
  },
});
