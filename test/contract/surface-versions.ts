import { expect, test } from 'vitest';
import { ann, bob, system } from '#test/app.ts';
import { goodCall, newAgent } from '#test/verbs/failed-call.ts';
import type { Use } from './surface.ts';
import type { SeenForm } from './surface-driver.ts';

const HOUR_MS = 3_600_000;

/** The question about a version that nobody announced, and its answer. */
export function versionsWork({ driver, again }: Use): void {
  test('a version that nobody announced is asked about; the answer registers its go-live, and stands on the card', async () => {
    const { app, channel, settle, messages, click, submit } = driver();
    const agent = newAgent('versioned');
    const now = app.clock.now.getTime();
    const take = async (version: string, n: number, at: number) => {
      app.clock.now = new Date(at);
      const startedAt = new Date(at - HOUR_MS / 2).toISOString();
      const more = { agent: { name: agent, version }, startedAt, snapshot: { model: `m-of-${version}` } };
      await app.app.verbs.captureCalls(system, { calls: Array.from({ length: n }, () => goodCall(agent, more)) });
      await settle();
    };
    await take('v14', 2, now - 5 * HOUR_MS);
    await take('v15', 5, now);
    const post = (await messages(channel)).find(({ title }) => title.includes(agent));
    if (!post) throw new Error('Nobody was asked.');
    expect(post.title).toContain('v15 has answered 5 calls; nobody announced it');
    expect(post.text).toMatch(/m-of-v14.*m-of-v15/s);
    expect(post.controls).toEqual(['version_live', 'register_fix', 'ignore_version']);
    const { form } = await click(post.ref, 'version_live', ann);
    expect(form).toMatchObject({ id: 'version_live', fields: expect.arrayContaining(['liveAt', 'share']) });
    const typed = { liveAt: '2026-11-18T11:30:00Z', share: '0' };
    const refused = await submit(form as SeenForm, typed, ann);
    expect(refused.form?.problems['share']).toContain('above 0');
    const sent = await submit(refused.form as SeenForm, { ...typed, share: '10' }, ann);
    expect(sent.form).toBeUndefined();
    expect(await again(post.ref)).toMatchObject({ title: `${agent} v15: announced by ann`, controls: [] });
    const { deployments } = await app.app.verbs.listDeployments(bob, { agent });
    expect(deployments).toMatchObject([{ version: 'v15', share: 0.1, createdBy: 'ann' }]);
  });
}
