import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createTargetFinder } from '#adapters/agents/target-finder.ts';
import { createOpenaiTarget } from '#adapters/openai/openai-target.ts';
import { AppError } from '#src/errors.ts';
import { parsePolicy } from '#src/policy.ts';
import { createReleaseStack } from '#src/release-stack.ts';

const agent = join(import.meta.dirname, 'command-agent.ts');
const yaml = `targets:
  - { name: preview, url: "http://127.0.0.1:4100/{version}", agent: care }
  - { name: model, kind: openai, url: "http://127.0.0.1:4200/v1", token: MODEL_KEY, model: m-1, agent: chat, version: v2 }
  - { name: local, kind: command, command: [${JSON.stringify(process.execPath)}, ${JSON.stringify(agent)}, good], env: [AGENT_KEY], agent: shop, version: v1 }`;

const finder = () => {
  const releases = createReleaseStack(() => {});
  return createTargetFinder({ targets: parsePolicy(yaml).targets, env: process.env, releases, createOpenaiTarget });
};

it('lists targets of every kind without their tokens', () => {
  expect(finder().list()).toEqual([
    { name: 'preview', kind: 'http', url: 'http://127.0.0.1:4100/{version}', agent: 'care' },
    { name: 'model', kind: 'openai', url: 'http://127.0.0.1:4200/v1', agent: 'chat', version: 'v2' },
    { name: 'local', kind: 'command', url: `${process.execPath} ${agent} good`, agent: 'shop', version: 'v1' },
  ]);
});

it('opens the one that answers for an agent and version, by its kind', async () => {
  const targets = finder();
  expect(targets.forVersion('care', 'v7')).toMatchObject({ kind: 'http', name: 'preview' });
  expect(targets.forVersion('chat', 'v2')).toMatchObject({ kind: 'openai', name: 'model' });
  expect(targets.forVersion('chat', 'v3')).toBeUndefined();
  const start = { scenarioId: 's', runId: 'r', snapshot: {}, toolBaseUrl: 'local:1' };
  const callTool = async () => ({ unanswered: true }) as const;
  const session = await targets.byName('local')?.open({ ...start, callTool }, AbortSignal.timeout(20_000));
  expect(session?.opening.map(({ text }) => text)).toEqual(['Hello']);
  await session?.close();
});

it.each(['--privileged', '..', 'v1..2', '../admin', 'v 1', ''])(
  'lets no version %j into an address or an argument',
  async (version) => {
    const start = { scenarioId: 's', runId: 'r', snapshot: {}, toolBaseUrl: 'local:1' };
    const callTool = async () => ({ unanswered: true }) as const;
    const target = finder().forVersion('care', version);
    await expect(target?.open({ ...start, callTool }, AbortSignal.timeout(20_000))).rejects.toMatchObject({
      message: expect.stringContaining('cannot stand for {version} of the target preview'),
    });
  },
);

it.each(['v15', '2026.11.20+build-7', '9f3ac01'])('takes the version %s', async (version) => {
  const start = { scenarioId: 's', runId: 'r', snapshot: {}, toolBaseUrl: 'local:1' };
  const callTool = async () => ({ unanswered: true }) as const;
  const target = finder().forVersion('care', version);
  await expect(target?.open({ ...start, callTool }, AbortSignal.abort())).rejects.not.toMatchObject({
    message: expect.stringContaining('cannot stand for {version}'),
  });
});

it.each([
  ['{ name: x, kind: command, url: "http://a" }', ['targets.0.command', 'targets.0']],
  ['{ name: x, kind: command, command: "node agent.mjs" }', ['targets.0.command']],
  ['{ name: x, kind: shell, url: "http://a" }', ['targets.0.kind']],
  ['{ name: x, kind: openai }', ['targets.0.url']],
])('refuses %s by its field', (target, paths) => {
  try {
    parsePolicy(`targets: [${target}]`);
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).details?.problems?.map(({ path }) => path)).toEqual(paths);
  }
});
