import { expect, test } from 'vitest';
import type { Person } from '#src/domain/actor.ts';
import { versionId } from '#src/domain/agent-config.ts';
import type { ControlId } from '#src/views/card.ts';
import { ann, bob, describeApp, guest, key, stranger, TEST_START } from '#test/app.ts';
import { cardText } from '#test/recorded-surface.ts';
import { goodCall, newAgent, sendIn } from './failed-call.ts';

const HOUR = 3_600_000;
const at = (hours: number) => new Date(TEST_START.getTime() + hours * HOUR).toISOString();

describeApp('versions and deployments', (use) => {
  const verbs = () => use().app.verbs;
  const press = (actor: Person, control: ControlId, subject: string) =>
    use().app.interactions.press({ actor, control, subject, via: 'channel' });
  const ci = key('gate');

  /** So many calls of a version, which began then. */
  async function calls(agent: string, version: string, n: number, hours: number, model = 'm-1') {
    const made = Array.from({ length: n }, () =>
      goodCall(agent, {
        agent: { name: agent, version },
        startedAt: at(hours),
        snapshot: { model, systemPrompt: 'Be kind.' },
      }),
    );
    const ids = await sendIn(use(), ...made);
    await use().runJobs();
    return ids;
  }
  const questions = (agent: string, version: string) =>
    use().surface.messages.filter(
      ({ deliveryId, card }) => deliveryId !== '' && card.title.includes(`${agent} ${version}`),
    );

  /** An agent known with v14 since yesterday, and now v15 with so many calls that nobody announced. */
  async function unannounced(n = 5, prefix = 'agent'): Promise<{ agent: string; subject: string }> {
    const agent = newAgent(prefix);
    use().clock.now = new Date(at(-24));
    await calls(agent, 'v14', 3, -25);
    use().clock.now = TEST_START;
    await calls(agent, 'v15', n, -0.5, 'm-2');
    return { agent, subject: `version:${versionId(agent, 'v15')}` };
  }

  test('a version that nobody announced is asked about once, after a few calls', async () => {
    const { agent, subject } = await unannounced(4);
    expect(questions(agent, 'v15')).toEqual([]);
    await calls(agent, 'v15', 1, -0.1, 'm-2');
    await calls(agent, 'v15', 3, 0, 'm-2');
    const [asked, ...more] = questions(agent, 'v15');
    expect(more).toEqual([]);
    expect(cardText(asked?.card as never)).toContain('has answered 5 calls; nobody announced it');
    expect(cardText(asked?.card as never)).toContain('"v14 → v15"}," changed model."');
    expect(asked?.card.controls.map((control) => [control.id, control.subject])).toEqual([
      ['version_live', subject],
      ['register_fix', subject],
      ['ignore_version', subject],
    ]);
    expect(questions(agent, 'v14')).toEqual([]);
  });

  test('nobody is asked about the first version of an agent, nor about old calls that come in late', async () => {
    const agent = newAgent();
    await calls(agent, 'v1', 9, -1);
    use().clock.now = new Date(at(5));
    await calls(agent, 'old', 9, -72);
    use().clock.now = TEST_START;
    expect([...questions(agent, 'v1'), ...questions(agent, 'old')]).toEqual([]);
    expect((await verbs().listVersions(ann, { agent })).versions).toHaveLength(2);
  });

  test('a version that came with old calls is asked about once it takes fresh ones; what was live all along is not', async () => {
    const agent = newAgent();
    use().clock.now = new Date(at(-2));
    for (const hours of [-99, -2.5]) await calls(agent, 'v1', 3, hours);
    await calls(agent, 'v2', 9, -80, 'm-2');
    use().clock.now = TEST_START;
    await calls(agent, 'v1', 9, -0.6);
    await calls(agent, 'v2', 4, -0.5, 'm-2');
    expect(questions(agent, 'v2')).toEqual([]);
    await calls(agent, 'v2', 2, -0.1, 'm-2');
    expect(questions(agent, 'v2').map(({ card }) => card.title)).toEqual([expect.stringContaining('has answered 6')]);
    expect(questions(agent, 'v1')).toEqual([]);
  });

  test('the answer registers the go-live at the first call; the card says who, and the loser sees that', async () => {
    const { agent, subject } = await unannounced();
    const answer = await press(ann, 'version_live', subject);
    const { form } = answer as Extract<typeof answer, { kind: 'form' }>;
    const values = Object.fromEntries(
      form.fields.map((field) => [field.id, 'value' in field ? (field.value ?? '') : '']),
    );
    expect(values).toMatchObject({ liveAt: at(-0.5).replace('.000', ''), share: '100' });
    const submit = (actor: Person, more: object) =>
      use().app.interactions.submit({
        actor,
        form: 'version_live',
        subject,
        values: { ...values, ...more },
        via: 'channel',
      });
    expect(await submit(ann, { liveAt: 'yesterday', share: '0' })).toMatchObject({
      kind: 'problems',
      problems: [{ path: 'liveAt' }, { path: 'share' }],
    });
    expect(await submit(ann, { share: '20 %' })).toMatchObject({ kind: 'done' });
    expect(await submit(bob, { share: '20' })).toMatchObject({ kind: 'done' });
    await use().runJobs();
    const { deployments } = await verbs().listDeployments(ann, { agent });
    expect(deployments).toMatchObject([{ version: 'v15', share: 0.2, liveAt: new Date(at(-0.5)), createdBy: 'ann' }]);
    expect(questions(agent, 'v15').map(({ card }) => card.title)).toEqual([`${agent} v15: announced by ann`]);
    expect(JSON.stringify(await press(bob, 'ignore_version', subject))).toContain('announced by ann already');
  });

  test('a fix is registered from it with agent, version and go-live filled in, and answers it', async () => {
    const { agent, subject } = await unannounced();
    const answer = await press(ann, 'register_fix', subject);
    const { form } = answer as Extract<typeof answer, { kind: 'form' }>;
    const value = (id: string) => form.fields.flatMap((f) => (f.id === id && 'value' in f ? [f.value] : []))[0];
    expect([value('agent'), value('version'), value('liveAt')]).toEqual([agent, 'v15', at(-0.5).replace('.000', '')]);
    expect(value('share')).toBe('100');
    expect(JSON.stringify(form.fields)).toContain("Since its first call it took 5 of 5 of the agent's newest calls");
    await verbs().registerFix(ann, {
      title: 't',
      agent,
      version: 'v15',
      failureModes: ['wrong-refund'],
      liveAt: at(-0.5),
    });
    await use().runJobs();
    expect(questions(agent, 'v15')[0]?.card.title).toContain('announced by ann');
  });

  test('it is ignored by those with the role, once, and never asked again', async () => {
    const { agent, subject } = await unannounced();
    expect(JSON.stringify(await press(guest, 'ignore_version', subject))).toContain('reviewer');
    expect(JSON.stringify(await press(stranger, 'ignore_version', subject))).toContain('does not exist');
    const both = await Promise.all([press(ann, 'ignore_version', subject), press(bob, 'ignore_version', subject)]);
    expect(both.map(({ kind }) => kind)).toEqual(['done', 'done']);
    await use().runJobs();
    await calls(agent, 'v15', 3, 0, 'm-2');
    const [asked, ...more] = questions(agent, 'v15');
    expect([asked?.card.title, asked?.card.controls, more]).toEqual([
      expect.stringMatching(/(ann|bob) ignores that/),
      [],
      [],
    ]);
  });

  test('a channel hears of versions of its own agents only', async () => {
    const { agent } = await unannounced(5, 'other');
    expect(questions(agent, 'v15')).toHaveLength(2);
    const mine = await unannounced();
    expect(questions(mine.agent, 'v15')).toHaveLength(1);
    await expect(verbs().listVersions(stranger, { agent: mine.agent })).rejects.toMatchObject({ code: 'not_found' });
    const { versions } = await verbs().listVersions(stranger, { limit: 200 });
    expect(versions.every((one) => one.agent.startsWith('other'))).toBe(true);
  });

  test('an announced version is immutable: another configuration under its name is refused, or shown where calls tell it', async () => {
    const agent = newAgent();
    const told = { agent, version: 'v1', config: { model: 'm-1', promptHash: 'p1' } };
    const [one, again] = [await verbs().announceVersion(ci, told), await verbs().announceVersion(ci, told)];
    expect(one).toEqual(again);
    const other = { ...told, config: { model: 'm-2', promptHash: 'p1' } };
    await expect(verbs().announceVersion(ci, other)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('another model'),
    });
    await expect(verbs().registerDeployment(ci, other)).rejects.toMatchObject({ code: 'conflict' });
    expect((await verbs().listDeployments(ann, { agent })).deployments).toEqual([]);
    const [callId] = await calls(agent, 'v1', 2, 0, 'm-3');
    const { versions } = await verbs().listVersions(ann, { agent });
    expect(versions).toMatchObject([
      { announcedBy: 'gate', firstSeenAt: TEST_START, calls: 2, conflicts: [{ fields: ['model'], callId }] },
    ]);
  });

  test('an announced prompt is never written over, though its platform gave another text the same hash', async () => {
    const agent = newAgent();
    const announce = (config: object) => verbs().announceVersion(ci, { agent, version: 'v1', config });
    const prompt = async () =>
      (await use().deps.store.versions.of(agent, 'v1'))?.configs.map((one) => one.config.prompt);
    await announce({ promptHash: 'p1', prompt: 'Be kind.' });
    await announce({ promptHash: 'p1', promptName: 'care' });
    await announce({ promptHash: 'p1', prompt: 'Be kind.\n' });
    for (const other of [{ prompt: 'Be quick.' }, { prompt: 'Be quick.', model: 'm-1' }])
      await expect(announce({ promptHash: 'p1', ...other })).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('another prompt'),
      });
    expect(await prompt()).toEqual(['Be kind.']);
  });

  test('any two versions are compared, and one with the version before it', async () => {
    const agent = newAgent();
    const deploy = (version: string, hours: number, model: string) =>
      verbs().registerDeployment(ci, { agent, version, liveAt: at(hours), config: { model } });
    await deploy('v1', -3, 'a');
    await deploy('v2', -2, 'b');
    await deploy('v3', -1, 'a');
    const compare = (from: string | undefined, to: string) => verbs().compareVersions(ann, { agent, from, to });
    expect(await compare(undefined, 'v3')).toMatchObject({
      from: { version: 'v2' },
      diff: { model: { before: 'b', now: 'a' } },
    });
    expect((await compare('v1', 'v3')).diff).not.toHaveProperty('model');
    await expect(compare(undefined, 'v1')).rejects.toMatchObject({ code: 'not_found' });
    await expect(compare('v9', 'v3')).rejects.toMatchObject({ code: 'not_found' });
    const { versions } = await verbs().listVersions(ann, { agent });
    expect(versions.find(({ version }) => version === 'v2')).toMatchObject({
      calls: 0,
      previous: { version: 'v1', changed: ['model'] },
      deployments: [{ liveAt: new Date(at(-2)), endedAt: new Date(at(-1)) }],
    });
  });

  test('a deployment ends where somebody says so, once; bad times and shares are refused with their field', async () => {
    const agent = newAgent();
    const deploy = (input: object) => verbs().registerDeployment(ann, { agent, version: 'v1', ...input });
    await deploy({ liveAt: at(-5), share: 0.3 });
    const ended = [await deploy({ endedAt: at(-1) }), await deploy({ endedAt: at(-1) })];
    expect(ended).toMatchObject([{ endedAt: new Date(at(-1)) }, { endedAt: new Date(at(-1)) }]);
    await expect(deploy({ version: 'v2', endedAt: at(-1) })).rejects.toMatchObject({ code: 'not_found' });
    await expect(deploy({ endedAt: at(2) })).rejects.toMatchObject({ code: 'conflict' });
    const far = { code: 'invalid', details: { problems: [{ path: 'liveAt' }] } };
    await expect(deploy({ liveAt: at(24 * 91) })).rejects.toMatchObject(far);
    await deploy({ version: 'v2', share: 0.8 });
    const over = { code: 'invalid', details: { problems: [{ path: 'share' }] } };
    await expect(deploy({ version: 'v3', share: 0.3 })).rejects.toMatchObject(over);
    const future = await deploy({ version: 'v4', liveAt: at(24) });
    expect(future.liveAt).toEqual(new Date(at(24)));
    const { deployments } = await verbs().listDeployments(ann, { agent });
    expect(deployments.map(({ version, endedAt }) => [version, endedAt?.toISOString()])).toEqual([
      ['v4', undefined],
      ['v2', at(24)],
      ['v1', at(-1)],
    ]);
  });
});
