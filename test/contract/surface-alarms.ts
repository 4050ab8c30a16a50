import { expect, test, vi } from 'vitest';
import { ann, bob, guest, system, TEST_START } from '#test/app.ts';
import { newAgent } from '#test/verbs/failed-call.ts';
import { daysAgo, type PastDay, storePast } from '#test/verbs/past-calls.ts';
import type { Use } from './surface.ts';
import type { SeenForm, SeenMessage, SurfaceDriver } from './surface-driver.ts';

const MODE = 'cancel-without-consent';
const DAY_MS = 86_400_000;

// Weeks of calls are stored, while other suites share the machine's cores.
vi.setConfig({ testTimeout: 60_000 });

/** What got worse since a fix, and what a reviewer does about it in the channel. */
export function alarmsWork({ driver, again }: Use): void {
  test('an alarm shows its numbers, what changed and the clearest calls; one person takes note of it, once', async () => {
    const { post, agent } = await worseFix(driver());
    expect(post.title).toBe('Cancelled without consent got worse since v15');
    expect(post.text).toMatch(/Expected about \d+ such calls if nothing had changed; saw \d+: [\d.]+ times as many/);
    expect(post.text).toMatch(/Before: .*% \(\d+ of \d+ calls; 95.% interval [\d.]+ to [\d.]+.%\)/s);
    expect(post.text).toMatch(/v14 → v15.*changed prompt \(1 line\)/s);
    expect(post.text).toContain('The 3 clearest calls');
    expect(post.controls).toEqual(['ack_alarm', 'rollback', 'register_fix']);

    await driver().click(post.ref, 'ack_alarm', guest);
    expect(driver().privateFor(guest).at(-1)).toMatch(/for reviewers.*admin/is);
    expect((await again(post.ref)).text, 'who may not changes nothing').toBe(post.text);

    await Promise.all([ann, ann, bob].map((who) => driver().click(post.ref, 'ack_alarm', who)));
    const taken = await again(post.ref);
    expect(taken.text).toMatch(/Acknowledged · (ann|bob) · /);
    expect(taken.controls).toEqual(['rollback', 'register_fix']);
    expect(taken.notifies, 'the one who acted is not pinged').toEqual([]);
    const { alarms } = await driver().app.app.verbs.listAlarms(ann, {});
    const alarm = alarms.find(({ agents }) => agents.includes(agent));
    expect(taken.text, 'the first one stands').toContain(`Acknowledged · ${alarm?.acknowledgedBy}`);
    const trail = await driver().app.deps.store.audit(`alarm:${alarm?.id}`, 10);
    expect(trail.filter(({ event }) => event === 'alarm.acknowledged')).toHaveLength(1);
  });

  test('a rollback is registered from the alarm: its form has what ran before, its problems stand beside their fields, and the card says it', async () => {
    const { post, agent } = await worseFix(driver());
    const refused = await driver().click(post.ref, 'rollback', guest);
    expect(refused.form?.fields ?? [], 'who may not gets no form').not.toContain('version');
    const { form } = await driver().click(post.ref, 'rollback', ann);
    expect(form).toMatchObject({ id: 'rollback', fields: expect.arrayContaining(['version', 'liveAt', 'note']) });
    const typed = { version: 'v15', liveAt: driver().app.clock.now.toISOString(), note: '' };
    const same = await driver().submit(form as SeenForm, typed, ann);
    expect(same.form?.problems['version']).toContain('instead of v15');
    expect((await again(post.ref)).text, 'nothing is saved').toBe(post.text);
    const sent = await driver().submit(same.form as SeenForm, { ...typed, version: 'v14' }, ann);
    expect(sent.form).toBeUndefined();
    const rolledBack = await again(post.ref);
    expect(rolledBack.text).toMatch(/Rolled back to v14 · ann/);
    expect(rolledBack.controls).toEqual(['register_fix']);
    const { deployments } = await driver().app.app.verbs.listDeployments(bob, { agent });
    expect(deployments.filter(({ endedAt }) => endedAt === undefined)).toMatchObject([{ version: 'v14' }]);
  });
}

/** A fix since which its own failure is six times as frequent, and the alarm that the channel got of it. */
async function worseFix({
  app,
  settle,
  messages,
  channel,
}: SurfaceDriver): Promise<{ post: SeenMessage; agent: string }> {
  const { verbs } = app.app;
  const agent = newAgent('alarmed');
  const day = (version: string, failed: number): PastDay => ({ calls: 14, confirmed: { [MODE]: failed }, version });
  await storePast(app, agent, { ...daysAgo(27, 11, day('v14', 1)), ...daysAgo(11, 0, day('v15', 6)) });
  const prompts = { v14: 'Be kind.\nAsk before you cancel.', v15: 'Be kind.\nCancel at once.' };
  for (const [version, prompt] of Object.entries(prompts))
    await verbs.announceVersion(ann, { agent, version, config: { model: 'm-1', prompt } });
  const liveAt = new Date(TEST_START.getTime() - 12 * DAY_MS);
  await verbs.registerFix(ann, { title: 'Ask first', agent, version: 'v15', failureModes: [MODE], liveAt });
  await settle();
  await verbs.watchFixes(system, { agent });
  await settle();
  const found = (await messages(channel)).find(
    ({ text, title }) => title.includes('got worse') && text.includes(agent),
  );
  if (!found) throw new Error('The alarm was not posted.');
  return { post: found, agent };
}
