import { expect, test } from 'vitest';
import type { Turn } from '#src/domain/turn.ts';
import { createRecordedAgent } from '#src/replay/recorded-agent.ts';
import { ann, describeApp, key } from '#test/app.ts';
import { cardText } from '#test/recorded-surface.ts';
import { failedCall, flagged, newAgent } from './failed-call.ts';

describeApp('proving a scenario', (use) => {
  /** Lets a recorded agent answer for a version: it does what the agent of these turns did. */
  const answer = (name: string, turns: readonly Turn[]) =>
    use().agents.set(name, createRecordedAgent({ name, turns, lines: 2 }));

  /** What is said in the thread of a review's card. */
  async function threadOf(reviewId: string): Promise<string[]> {
    const [row] = await use().deps.store.deliveries.ofSubject(`review:${reviewId}`);
    return use()
      .surface.thread(row?.platformId ?? 'none')
      .map(({ card }) => cardText(card));
  }

  async function promoted(withAgent: boolean) {
    const { reviewId, callId, agent } = await flagged(use());
    const { call } = (await use().deps.store.calls.whole(callId)) ?? { call: { turns: [] } };
    if (withAgent) answer(`${agent} v14`, call.turns);
    const { scenarioId } = await use().app.verbs.promoteCall(ann, { of: reviewId });
    await use().runJobs();
    const { scenario, runs } = await use().app.verbs.getScenario(ann, { scenarioId });
    return { reviewId, agent, scenarioId, scenario, runs, turns: call.turns };
  }

  test('it fails again on the version that failed, and the thread says so', async () => {
    const { scenarioId, scenario, runs, reviewId } = await promoted(true);
    expect(scenario).toMatchObject({ reproduction: 'reproduces' });
    expect(runs.map(({ outcome, kind, agentVersion }) => [outcome, kind, agentVersion])).toEqual(
      [1, 2, 3].map(() => ['fail', 'proof', 'v14']),
    );
    expect(await threadOf(reviewId)).toMatchObject([
      expect.stringContaining(`${scenarioId} reproduces on v14 (3 of 3)`),
    ]);
    // A proof says nothing of how the suite stands.
    expect(scenario.lastOutcome).toBeUndefined();
  });

  test('without a target for the version the thread says what is missing, and an earlier proof stands', async () => {
    const unproved = await promoted(false);
    expect(unproved.scenario).toMatchObject({ reproduction: 'unproved' });
    expect((await threadOf(unproved.reviewId))[0]).toContain('targets');
    const { agent, scenarioId } = await promoted(true);
    use().agents.delete(`${agent} v14`);
    await use().app.verbs.replayScenario(ann, { scenarioId });
    await use().runJobs();
    const { scenario } = await use().app.verbs.getScenario(ann, { scenarioId });
    expect(scenario).toMatchObject({ reproduction: 'reproduces' });
  });

  test('a version that does it right does not reproduce it', async () => {
    const agent = newAgent();
    const right = failedCall(agent).turns?.filter((turn) => turn.tool?.name !== 'cancel_subscription') as Turn[];
    answer(`${agent} v14`, right);
    const { reviewId } = await flagged(use(), {}, agent);
    const { scenarioId } = await use().app.verbs.promoteCall(ann, { of: reviewId });
    await use().runJobs();
    const { scenario } = await use().app.verbs.getScenario(ann, { scenarioId });
    expect(scenario).toMatchObject({ reproduction: 'does_not_reproduce' });
  });

  test('a replay against a named target is one run that counts for the suite', async () => {
    const { scenarioId, turns, reviewId } = await promoted(true);
    const unknown = use().app.verbs.replayScenario(ann, { scenarioId, target: 'nobody' });
    await expect(unknown).rejects.toMatchObject({ code: 'invalid', details: { problems: [{ path: 'target' }] } });
    answer('staging', turns);
    const asked = await use().app.verbs.replayScenario(key('gate'), { scenarioId, target: 'staging' });
    expect(asked).toEqual({ scenarioId, kind: 'replay' });
    await use().runJobs();
    const { scenario, runs } = await use().app.verbs.getScenario(ann, { scenarioId });
    expect(scenario).toMatchObject({ lastOutcome: 'fail', reproduction: 'reproduces' });
    expect(runs.filter(({ kind }) => kind === 'replay')).toMatchObject([{ target: 'staging' }]);
    expect(await threadOf(reviewId)).toHaveLength(2);
  });
});
