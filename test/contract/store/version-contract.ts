import { expect, it } from 'vitest';
import { configHash, versionId } from '#src/domain/agent-config.ts';
import { type AgentVersion, MAX_CONFIGS } from '#src/domain/agent-version.ts';
import type { SeenVersion } from '#src/ports/store/versions.ts';
import type { Store } from '#src/ports/store.ts';
import { hours, newCall, noon } from '#test/database/rows.ts';
import { contextAt, type TestStore, writer } from '#test/store.ts';

const ctx = contextAt(noon);
const quiet = { event: 'test.done', subject: 'test' };

function seen(agent: string, version: string, seenAt: Date, model = 'm-1', callId?: string): SeenVersion {
  const config = { model, prompt: 'Be kind.\u0000' };
  return { agent, version, seenAt, config: { hash: configHash(config), config, ...(callId && { callId }) } };
}

export function versionContract(use: () => TestStore): void {
  const write = writer(use);
  const kit: Kit = {
    write,
    versions: () => use().store.versions,
    notice: (...all) =>
      write(ctx, quiet, (tx) => tx.versions.notice(all, { at: noon, freshFrom: hours(-48), knownAt: noon })),
  };
  noticed(kit);
  announced(kit);
  liveBefore(kit);
}

type Kit = {
  write: Store['write'];
  versions: () => Store['versions'];
  notice: (...all: SeenVersion[]) => Promise<AgentVersion[]>;
};

function noticed({ write, versions, notice }: Kit): void {
  it('keeps a version once with its first call, whoever notices it at the same time', async () => {
    const agent = 'noticed';
    await Promise.all([notice(seen(agent, 'v1', hours(2))), notice(seen(agent, 'v1', hours(2)))]);
    await notice(seen(agent, 'v1', hours(1)));
    await notice(seen(agent, 'v1', hours(3)));
    const v1 = await versions().of(agent, 'v1');
    expect(v1).toMatchObject({ agent, version: 'v1', firstSeenAt: hours(1), noticedAt: noon });
    expect(v1?.configs).toMatchObject([
      { origin: 'call', config: { model: 'm-1', prompt: 'Be kind.' }, seenAt: hours(2) },
    ]);
    expect(await versions().byId(versionId(agent, 'v1'))).toEqual(v1);
    expect(await versions().of(agent, 'v2')).toBeUndefined();
  });

  it('keeps a few configurations under one name, and no more', async () => {
    const agent = 'many-faced';
    for (let i = 0; i < MAX_CONFIGS + 3; i += 1) await notice(seen(agent, 'v1', hours(i), `m-${i}`));
    expect((await versions().of(agent, 'v1'))?.configs).toHaveLength(MAX_CONFIGS);
  });

  it('tells of a fresh version beside one that is known, until somebody was asked, announced or ignored it', async () => {
    const agent = 'asked';
    const open = async (...names: string[]) =>
      (await notice(...names.map((name) => seen(agent, name, noon)))).map((one) => one.version);
    expect(await open('v1')).toEqual([]);
    expect(await notice(seen(agent, 'old', hours(-49)))).toEqual([]);
    expect((await open('v1', 'v2', 'v3', 'v4', 'old')).sort()).toEqual(['old', 'v2', 'v3', 'v4']);
    const act = (fn: (tx: Parameters<Parameters<typeof write>[2]>[0]) => Promise<unknown>) => write(ctx, quiet, fn);
    const ask = () => act((tx) => tx.versions.markAsked(versionId(agent, 'v2'), noon));
    expect([await ask(), await ask()]).toEqual([true, false]);
    await act((tx) => tx.versions.announce(agent, 'v3', 'ann', noon));
    await act((tx) => tx.versions.announce(agent, 'v3', 'bob', hours(1)));
    expect(await versions().of(agent, 'v3')).toMatchObject({ announcedBy: 'ann', announcedAt: noon });
    const ignore = (v: string) => act((tx) => tx.versions.markIgnored(versionId(agent, v), 'ann', noon));
    expect([await ignore('v4'), await ignore('v4'), await ignore('v3')]).toEqual([true, false, false]);
    await ignore('old');
    expect(await open('v1', 'v2', 'v3', 'v4', 'old')).toEqual([]);
  });
}

function announced({ write, versions, notice }: Kit): void {
  it('an announced configuration comes first, and tells more of one that a call told', async () => {
    const agent = 'announced';
    const told = seen(agent, 'v1', noon);
    await notice(told);
    const { hash } = told.config;
    const id = versionId(agent, 'v1');
    const config = { ...told.config.config, promptName: 'care' };
    await write(ctx, quiet, async (tx) => {
      await tx.versions.putConfig(id, { hash, config, origin: 'announced', seenAt: noon });
      await tx.versions.putConfig(id, { hash: 'other', config: { model: 'm-9' }, origin: 'call', seenAt: hours(-1) });
    });
    expect((await versions().of(agent, 'v1'))?.configs).toMatchObject([
      { hash, origin: 'announced', config: { model: 'm-1', promptName: 'care' } },
      { hash: 'other', origin: 'call' },
    ]);
    const more = { promptName: 'other', kbVersionHash: 'may' };
    await write(ctx, quiet, (tx) =>
      tx.versions.putConfig(id, { hash, config: more, origin: 'announced', seenAt: hours(1) }),
    );
    expect((await versions().of(agent, 'v1'))?.configs[0]?.config).toEqual({
      ...config,
      prompt: 'Be kind.',
      ...more,
      promptName: 'care',
    });
  });
}

function liveBefore({ write, versions, notice }: Kit): void {
  it('finds what was live before a version: the last that had all of the traffic, else the one seen before', async () => {
    const agent = 'before';
    await notice(seen(agent, 'v1', hours(1)), seen(agent, 'v2', hours(2)), seen(agent, 'v3', hours(3)));
    const before = async (version: string) => (await versions().previousVersion(agent, version))?.version;
    expect([await before('v1'), await before('v2'), await before('v3')]).toEqual([undefined, 'v1', 'v2']);
    const live = (version: string, at: number, share: number) =>
      write(ctx, quiet, async (tx) => {
        await tx.versions.announce(agent, version, 'ann', noon);
        await tx.fixes.insertDeployment({
          id: `d-${version}`,
          agent,
          version,
          share,
          liveAt: hours(at),
          createdBy: 'ann',
          createdAt: noon,
        });
      });
    await live('v1', 1, 1);
    await live('v2', 2, 0.1);
    await live('v3', 3, 1);
    expect([await before('v2'), await before('v3')]).toEqual(['v1', 'v1']);
  });

  it('counts the calls of a version, and forgets which call told of one when the call is gone', async () => {
    const agent = 'counted';
    const call = newCall('counted-1', { agent, agentVersion: 'v1', startedAt: hours(1) });
    const other = newCall('counted-2', { agent, agentVersion: 'v2', startedAt: hours(2) });
    await write(ctx, quiet, (tx) => tx.calls.insertNew([call, other]));
    await notice(seen(agent, 'v1', hours(1), 'm-1', 'counted-1'));
    expect((await versions().of(agent, 'v1'))?.configs[0]?.callId).toBe('counted-1');
    expect(await versions().calls([agent], noon, hours(9))).toHaveLength(2);
    expect(await versions().calls(['nobody*'], noon, hours(9))).toEqual([]);
    const since = (from: Date, limit: number) => versions().callsSince(agent, 'v1', from, limit);
    expect(await since(noon, 9)).toEqual({ calls: 1, of: 2 });
    expect(await since(noon, 1)).toEqual({ calls: 0, of: 1 });
    expect(await since(hours(9), 9)).toEqual({ calls: 0, of: 0 });
    await write(ctx, quiet, (tx) => tx.sql("delete from calls where id = 'counted-1'"));
    expect((await versions().of(agent, 'v1'))?.configs[0]).not.toHaveProperty('callId');
  });
}
