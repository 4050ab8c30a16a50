import { expect, test, vi } from 'vitest';
import { createHandlers } from '#jobs/handlers.ts';
import { createApp } from '#src/app.ts';
import type { Deps } from '#src/ports/deps.ts';
import { createLocalTools } from '#src/replay/local-tools.ts';
import { ann, describeApp, system, TEST_START } from '#test/app.ts';
import { cardText } from '#test/recorded-surface.ts';
import { newAgent } from './failed-call.ts';
import { daysAgo, type PastDay, storePast } from './past-calls.ts';

const MODE = 'cancel-without-consent';
const ago = (days: number) => new Date(TEST_START.getTime() - days * 86_400_000);
const day = (failed: number, version: string): PastDay => ({ calls: 14, confirmed: { [MODE]: failed }, version });

// Months of calls are stored, while other suites share the machine's cores.
vi.setConfig({ testTimeout: 90_000 });

describeApp('the versions and agents of an alarm', (use) => {
  const verbs = () => use().app.verbs;
  const register = (agents: readonly string[], liveDaysAgo: number) =>
    verbs().registerFix(ann, {
      title: 'Ask first',
      agent: agents[0] ?? '',
      agents: [...agents],
      version: 'v15',
      failureModes: [MODE],
      liveAt: ago(liveDaysAgo),
    });
  const alarmsOf = async (agent: string) =>
    (await verbs().listAlarms(ann, {})).alarms.filter(({ agents }) => agents.includes(agent));
  const textsOf = (alarmId: string) =>
    use()
      .surface.messages.map(({ channel, card }) => ({ channel, text: cardText(card), controls: card.controls }))
      .filter(({ text }) => text.includes(alarmId));

  test('what came back shows its calls and what runs now, not the version that had helped', async () => {
    const agent = newAgent();
    await storePast(use(), agent, {
      ...daysAgo(75, 45, day(5, 'v14')),
      ...daysAgo(45, 9, day(0, 'v15')),
      ...daysAgo(9, 0, day(6, 'v14')),
    });
    const told = (version: string, prompt: string) =>
      verbs().announceVersion(ann, { agent, version, config: { model: 'm-1', prompt } });
    await told('v14', 'Be kind.');
    await told('v15', 'Be kind.\nAsk before you cancel.');
    await register([agent], 45);
    expect(await verbs().watchFixes(system, { agent })).toEqual({ posted: 1 });
    await use().runJobs();
    const [alarm] = await alarmsOf(agent);
    expect(alarm).toMatchObject({ kind: 'came_back', facts: { version: 'v14', previousVersion: 'v15' } });
    expect(alarm?.callIds).toHaveLength(3);
    const [post] = textsOf(alarm?.id ?? '');
    expect(post?.text).toContain('v15 → v14');
    expect(post?.text).toContain('The 3 clearest calls');
    const subject = `alarm:${alarm?.id}`;
    const opened = await use().app.interactions.press({ actor: ann, control: 'rollback', subject, via: 'channel' });
    if (opened.kind !== 'form') throw new Error(JSON.stringify(opened));
    expect(opened.form.fields.find(({ id }) => id === 'version')).toMatchObject({ value: 'v14' });
  });

  test('a channel that sees one of two agents hears of it without the other one, and each gets back its own version', async () => {
    const agents = [newAgent(), newAgent('other')] as const;
    const [mine, theirs] = agents;
    for (const [agent, before] of [
      [mine, 'v14'],
      [theirs, 'w3'],
    ] as const) {
      await storePast(use(), agent, { ...daysAgo(27, 11, day(1, before)), ...daysAgo(11, 0, day(6, 'v15')) });
      await verbs().registerDeployment(ann, { agent, version: before, liveAt: ago(60) });
    }
    const fix = await register(agents, 12);
    expect(await verbs().watchFixes(system, { agent: mine })).toEqual({ posted: 1 });
    await use().runJobs();
    const [alarm] = await alarmsOf(mine);
    const posts = textsOf(alarm?.id ?? '');
    expect(posts.map(({ channel }) => channel).sort()).toEqual(['C-other', 'reviews']);
    const there = posts.find(({ channel }) => channel === 'C-other');
    expect(there?.text).toContain(`Told over ${theirs} and agents that this channel does not see`);
    for (const hidden of [mine, 'Ask first', 'clearest', 'v14', 'saw ']) expect(there?.text).not.toContain(hidden);
    expect(there?.controls).toEqual([]);
    const ended = await verbs().rollBackFix(ann, { fixId: fix.id, version: 'v14' });
    expect(ended.rolledBackTo).toBe(`v14 (${mine}), w3 (${theirs})`);
    const live = async (agent: string) =>
      (await verbs().listDeployments(ann, { agent })).deployments.filter(({ endedAt }) => !endedAt);
    expect((await live(mine)).map(({ version }) => version)).toEqual(['v14']);
    expect((await live(theirs)).map(({ version }) => version)).toEqual(['w3']);
  });

  test('a rollback of two agents says what to do where one of them never ran the version', async () => {
    const [first, second] = [newAgent(), newAgent()];
    await verbs().registerDeployment(ann, { agent: first, version: 'v14', liveAt: ago(60) });
    const fix = await register([first, second], 12);
    await expect(verbs().rollBackFix(ann, { fixId: fix.id, version: 'v14' })).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining(`What ran on ${second} before v15 is not known`),
    });
    await verbs().registerDeployment(ann, { agent: second, version: 'w3', liveAt: ago(60) });
    const ended = await verbs().rollBackFix(ann, { fixId: fix.id, version: 'v14' });
    expect(ended.rolledBackTo).toBe(`v14 (${first}), w3 (${second})`);
  });

  test('the watch goes on where the reminders before it fail', async () => {
    const agent = newAgent();
    await storePast(use(), agent, { ...daysAgo(27, 11, day(1, 'v14')), ...daysAgo(11, 0, day(6, 'v15')) });
    await register([agent], 12);
    const { deps } = use();
    const list = () => Promise.reject(new Error('The list cannot be read.'));
    const broken: Deps = { ...deps, store: { ...deps.store, reviews: { ...deps.store.reviews, list } } };
    const handlers = createHandlers(broken, createApp(broken), { surfaces: {}, tools: createLocalTools() });
    await expect(handlers.reminders({ period: 'a' }, { id: 'a', attempt: 0 })).rejects.toThrow(
      'The list cannot be read.',
    );
    expect(await alarmsOf(agent)).toMatchObject([{ kind: 'worse' }]);
  });
});
