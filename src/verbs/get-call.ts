import { z } from 'zod';
import { type Actor, maySeeAgent } from '#src/domain/actor.ts';
import type { Call } from '#src/domain/call.ts';
import type { Judgement } from '#src/domain/judgement.ts';
import { createRedactor } from '#src/domain/redact/create-redactor.ts';
import { type ToolEffect, toolEffect } from '#src/domain/tool-effect.ts';
import { notFound } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { CallRow, Findings, WholeCall } from '#src/ports/store/calls.ts';
import type { StoredReview, Vote } from '#src/ports/store/reviews.ts';
import type { Reads } from '#src/ports/store.ts';
import { verb } from '#src/verb.ts';
import { modeTitles } from './mode-titles.ts';
import { judgedSoFar } from './owe-judge.ts';

export type CallPage = {
  row: CallRow;
  /** Personal data replaced by pseudonyms. */
  call: Call;
  findings?: Findings;
  /** How the judge stands to it; undefined where it was not to be judged. */
  judgement?: Pick<Judgement, 'state' | 'why' | 'criteria' | 'version' | 'judgedAt'> | undefined;
  effects: Record<string, ToolEffect>;
  review?: StoredReview;
  votes: Vote[];
  scenarioId?: string;
  /** Of the failure modes that its review names. */
  modeTitles: Record<string, string>;
  threshold: number;
};

/** One call with all that is known of it, personal data replaced. */
export const getCall = verb({
  name: 'call.get',
  input: z.object({ callId: z.string().min(1).max(80) }),
  allow: { role: 'reviewer', scope: 'read' },
  async run(deps, ctx, { callId }): Promise<CallPage> {
    const whole = await visibleCall(deps.store, ctx.actor, callId);
    const review = await deps.store.reviews.ofCall(callId);
    const judgement = (await judgedSoFar(deps.store, deps, [callId])).get(callId);
    return {
      row: whole.row,
      call: redactedCall(deps, whole.call),
      findings: await deps.store.calls.findings(callId),
      judgement: judgement && standOf(judgement),
      effects: effectsOf(deps, whole.call),
      review,
      votes: review ? await deps.store.reviews.votes(review.id) : [],
      scenarioId: review?.scenarioId ?? (await deps.store.scenarios.ofCall(callId))?.id,
      modeTitles: await modeTitles(deps, review?.failureModes ?? []),
      threshold: deps.policy.score.threshold,
    };
  },
});

function standOf({ state, why, criteria, version, judgedAt }: Judgement): CallPage['judgement'] {
  return {
    state,
    ...(why === undefined ? {} : { why }),
    ...(criteria === undefined ? {} : { criteria }),
    ...(version === undefined ? {} : { version }),
    ...(judgedAt === undefined ? {} : { judgedAt }),
  };
}

/** The call as the actor may see it; `not_found` for another team's. */
export async function visibleCall(reads: Reads, actor: Actor, callId: string): Promise<WholeCall> {
  const whole = await reads.calls.whole(callId);
  if (!whole || !maySeeAgent(actor, whole.row.agent)) throw notFound(`The call ${callId}`);
  return whole;
}

/** A copy of the call that may be shown, posted or stored in a scenario. */
export function redactedCall(deps: Pick<Deps, 'policy'>, call: Call): Call {
  return createRedactor({ call, policy: deps.policy }).redact(call);
}

/** The effect of every tool of a call, and why it is taken so. */
export function effectsOf(deps: Pick<Deps, 'policy'>, call: Call): Record<string, ToolEffect> {
  const names = new Set(call.turns.flatMap((turn) => (turn.tool ? [turn.tool.name] : [])));
  return Object.fromEntries([...names].map((name) => [name, toolEffect(name, deps.policy.tools)]));
}
