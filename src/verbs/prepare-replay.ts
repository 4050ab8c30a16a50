import { z } from 'zod';
import type { Article } from '#src/domain/article.ts';
import { draftScenario } from '#src/domain/draft-scenario.ts';
import { mainAt } from '#src/domain/live-spans.ts';
import { createRedactor } from '#src/domain/redact/create-redactor.ts';
import type { ScenarioContent } from '#src/domain/scenario.ts';
import { verb } from '#src/verb.ts';
import { visibleCall } from './get-call.ts';

/** Among so many of the newest is the one that takes most of the traffic. */
const DEPLOYMENTS = 50;

/** What a call is replayed with: its scenario where it has one, else what a promotion would propose; and the version that is live. */
export type ReplayPlan = { content: ScenarioContent; liveVersion?: string };

/** Drafts the replay of a call; an empty script is a call in which the customer said nothing. */
export const prepareReplay = verb({
  name: 'call.prepare_replay',
  input: z.object({ callId: z.string().min(1).max(80), articleId: z.string().max(80).optional() }),
  allow: {},
  async run({ store, policy }, ctx, { callId, articleId }): Promise<ReplayPlan> {
    const { row, call } = await visibleCall(store, ctx.actor, callId);
    const live = mainAt(await store.fixes.deployments(row.agent, DEPLOYMENTS), ctx.now);
    const scenario = await store.scenarios.ofCall(callId);
    const signals = (await store.calls.findings(callId))?.signals ?? [];
    const { redact } = createRedactor({ call, policy });
    const drafted = scenario?.content ?? draftScenario({ call, signals, policy, redact }).content;
    const article = articleId === undefined ? undefined : await store.articles.get(articleId);
    const content = article ? withArticle(drafted, article) : drafted;
    return { content, ...(live === undefined ? {} : { liveVersion: live.version }) };
  },
});

function withArticle(content: ScenarioContent, { title, body }: Article): ScenarioContent {
  const { snapshot } = content;
  const knowledge = [...(snapshot.knowledge ?? []), { title, body }].slice(-100);
  return { ...content, snapshot: { ...snapshot, knowledge } };
}
