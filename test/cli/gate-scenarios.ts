import type { Check } from '#src/domain/check.ts';
import { identityHash } from '#src/domain/identity-hash.ts';
import { type Fixture, ScenarioContentSchema } from '#src/domain/scenario.ts';
import type { TestApp } from '#test/app.ts';
import { newScenario } from '#test/database/rows.ts';
import { contextAt } from '#test/store.ts';

const FIND: Fixture = { tool: 'find_plan', args: { ref: 'A7' }, result: { id: 7 }, from: 'call' };
export const CANCEL: Fixture = { tool: 'cancel_plan', args: { id: 7 }, result: { ok: true }, from: 'call' };

/** Puts a scenario into the suite: the customer asks to cancel plan A7, then says yes. */
export async function addScenario(
  { test, clock }: TestApp,
  scenario: { id: string; title?: string; agent: string; checks: Check[]; fixtures?: Fixture[] },
): Promise<void> {
  const content = ScenarioContentSchema.parse({
    agent: scenario.agent,
    script: [{ text: 'Please cancel plan A7' }, { text: 'yes' }],
    fixtures: scenario.fixtures ?? [FIND, CANCEL],
    checks: scenario.checks,
  });
  const fields = { content, identityHash: identityHash(content), ...(scenario.title ? { title: scenario.title } : {}) };
  await test.store.write(contextAt(clock.now), { event: 'test.done', subject: 'test' }, async (tx) => {
    await tx.scenarios.insert(newScenario(scenario.id, `call-${scenario.id}`, fields));
  });
}
