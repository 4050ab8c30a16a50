import { z } from 'zod';
import { checkProblems, contentProblems } from '#src/domain/check-problems.ts';
import { identityHash } from '#src/domain/identity-hash.ts';
import { createRedactor } from '#src/domain/redact/create-redactor.ts';
import { redactPatterns } from '#src/domain/redact/redact-patterns.ts';
import { EditableSchema, editableHash } from '#src/domain/scenario-file.ts';
import { conflict, invalid } from '#src/errors.ts';
import { verb } from '#src/verb.ts';
import { refuseUnknownModes } from './confirm-review.ts';
import { ScenarioIdSchema, visibleScenario } from './get-scenario.ts';

export type Edited = { scenarioId: string; version: number; changed: boolean };

/** Changes a scenario that still is as `base` says; one that behaves differently then is proved again. */
export const editScenario = verb({
  name: 'scenario.edit',
  input: z.object({ scenarioId: ScenarioIdSchema, base: z.string().length(32), scenario: EditableSchema }),
  allow: { role: 'approver', scope: 'admin' },
  async run(deps, ctx, { scenarioId, base, scenario }): Promise<Edited> {
    const stored = await visibleScenario(deps.store, ctx.actor, scenarioId);
    if (scenario.content.agent !== stored.content.agent)
      throw invalid('A scenario stays with its agent.', [
        {
          path: 'scenario.content.agent',
          message: `It is ${stored.content.agent}; promote a call of the other agent.`,
        },
      ]);
    await refuseUnknownModes(deps.store, deps, scenario.failureModes);
    const refused = [...checkProblems(scenario.content.checks), ...contentProblems(scenario.content)];
    if (refused.length > 0) throw invalid('A pattern cannot be used.', refused);
    // Who edits the file may have typed the customer's name or number in; an erased call left none behind.
    const whole = await deps.store.calls.whole(stored.provenance.callId);
    const redact = whole && createRedactor({ call: whole.call, policy: deps.policy }).redact;
    const wanted = redact
      ? { ...scenario, title: redact(scenario.title), content: redactPatterns(scenario.content, redact) }
      : scenario;
    const identity = identityHash(wanted.content);
    return deps.store.write(
      ctx,
      (done: Edited) => ({
        event: done.changed ? 'scenario.edited' : 'scenario.edited_again',
        subject: `scenario:${scenarioId}`,
        facts: { version: done.version },
      }),
      async (tx) => {
        await tx.lock(`scenario:${scenarioId}`);
        const { version, ...now } = await visibleScenario(tx, ctx.actor, scenarioId);
        if (editableHash(now) === editableHash(wanted)) return { scenarioId, version, changed: false };
        if (editableHash(now) !== base)
          throw conflict(
            `${scenarioId} was changed on the server since (version ${version}). Pull, and merge by hand.`,
          );
        const next = version + 1;
        const { title, content } = wanted;
        const failureModes = [...wanted.failureModes].sort();
        await tx.scenarios.edit(scenarioId, { title, failureModes, content, identityHash: identity, version: next });
        if (identity !== now.identityHash) {
          await tx.scenarios.setReproduction(scenarioId, 'unproved', 'was edited, and is proved again.');
          const data = { scenarioId, kind: 'proof' as const, requestedBy: ctx.actor.name };
          await tx.enqueue({ name: 'replay-scenario', data, key: `proof:${scenarioId}` });
        }
        return { scenarioId, version: next, changed: true };
      },
    );
  },
});
