import { expect, test } from 'vitest';
import type { Scenario } from '#src/domain/scenario.ts';
import { ann, eve, key } from '#test/app.ts';
import type { Use } from './surface.ts';
import { reviewOf } from './surface-choices.ts';
import type { SeenForm, SeenMessage, SurfaceDriver } from './surface-driver.ts';

/** A gate's result in the channel, and what an approver can do there. */
export function gatesWork({ driver, card, again }: Use): void {
  test('a gate that blocked is posted with its turns; an approver overrides it, then takes it as the baseline', async () => {
    const { ref } = await card();
    const { verbs } = driver().app.app;
    const { review } = await verbs.getReview(ann, { reviewId: await reviewOf(driver(), ref) });
    await verbs.promoteCall(ann, { of: review.id });
    await driver().settle();
    const post = await failedGate(driver(), review.agent);
    expect(post.title).toMatch(/^Gate blocked the deploy: .* v15$/);
    expect(post.text).toContain('1 of 1 scenario failed: do not deploy.');
    expect(post.text).toContain('I cancelled your very own plan.');
    expect(post.controls).toEqual(['override_gate', 'accept_failing']);
    const refused = await driver().click(post.ref, 'override_gate', ann);
    expect(refused.form?.fields ?? [], 'a reviewer gets no form').not.toContain('reason');
    const { form } = await driver().click(post.ref, 'override_gate', eve);
    expect(form).toMatchObject({ id: 'override_gate', fields: expect.arrayContaining(['reason', 'hours']) });
    const empty = await driver().submit(form as SeenForm, { reason: 'x', hours: '4' }, eve);
    expect(empty.form?.problems['reason']).toContain('Say why');
    const sent = await driver().submit(empty.form as SeenForm, { reason: 'a hotfix', hours: '4' }, eve);
    expect(sent.form).toBeUndefined();
    const overridden = await again(post.ref);
    expect(overridden.title).toContain('Gate overridden');
    expect(overridden.text).toMatch(/Overridden by eve.*a hotfix/s);
    await driver().click(post.ref, 'approve_gate', eve);
    expect(await again(post.ref)).toMatchObject({ controls: [], text: expect.stringContaining('by eve') });
  });
}

/** Its post, the newest of the channel. */
async function failedGate(driver: SurfaceDriver, agent: string): Promise<SeenMessage> {
  const { verbs } = driver.app.app;
  const ci = key('gate');
  const { gate, scenarios } = await verbs.openGate(ci, { target: 'preview', agent, candidateVersion: 'v15' });
  const { id: scenarioId, version: scenarioVersion, identityHash, content } = scenarios[0] as Scenario;
  const reason = 'It cancelled again.';
  const check = content.checks[0] as Scenario['content']['checks'][number];
  await verbs.reportGateRuns(ci, {
    gateId: gate.id,
    runs: [
      {
        ...{ scenarioId, scenarioVersion, identityHash, reason, runId: `run-of-${gate.id}`, outcome: 'fail' },
        checks: [{ check, status: 'fail', reason, turn: 1 }],
        turns: [
          { kind: 'speech', role: 'customer', text: 'Please cancel.' },
          { kind: 'speech', role: 'agent', text: 'I cancelled your very own plan.' },
        ],
        startedAt: '2026-11-18T12:00:00Z',
        durationMs: 50,
      },
    ],
  });
  await driver.settle();
  const found = (await driver.messages(driver.channel)).find(({ text }) => text.includes(gate.id));
  if (!found) throw new Error(`${gate.id} was not posted.`);
  return found;
}
