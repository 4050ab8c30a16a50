import { describe, expect, test } from 'vitest';
import { type AgentConfig, configHash, configOfCall } from '#src/domain/agent-config.ts';
import { configOf, conflictsOf, type VersionConfig } from '#src/domain/agent-version.ts';
import { CallSchema } from '#src/domain/call.ts';
import { changedFields, diffVersions } from '#src/domain/version-diff.ts';
import { diffWords, versionDiffBlocks } from '#src/views/version-diff-blocks.ts';

const PROMPT = [
  'Be kind.',
  'Before you cancel, say what will end. A decided customer wants no delay.',
  'Refund up to £40.',
];
const before: AgentConfig = {
  prompt: PROMPT.join('\n'),
  model: 'm-1',
  modelParams: { temperature: 0, seed: 1 },
  tools: [{ id: 'cancel', version: '1', schema: { required: ['id'] } }, { id: 'refund' }],
  kbVersionHash: 'august',
};
const names = { from: 'v14', to: 'v15' };

/** The blocks as one text, bold in stars. */
function shown(a: AgentConfig, b: AgentConfig, form?: 'short' | 'long'): string {
  const text = (part: unknown): string => {
    if (typeof part === 'string') return part;
    const { bold, code } = part as { bold?: string; code?: string };
    return bold === undefined ? `${code}` : `*${bold}*`;
  };
  return versionDiffBlocks(diffVersions(a, b), names, form)
    .flatMap((block) => ('parts' in block ? [block.parts] : 'items' in block ? block.items : []))
    .map((parts) => parts.map(text).join(''))
    .join('\n');
}

describe('what changed between two versions', () => {
  test('every part is found, whatever the order of keys and tools', () => {
    const now: AgentConfig = {
      prompt: [PROMPT[0], 'Before you cancel, say what will end and wait for a yes.', PROMPT[2], 'Sign off.'].join(
        '\r\n',
      ),
      model: 'm-2',
      modelParams: { seed: 1, temperature: 0.2, top_p: 1 },
      tools: [{ id: 'book' }, { id: 'cancel', version: '2', schema: { required: ['id', 'why'] } }],
      kbVersionHash: 'november',
    };
    const diff = diffVersions(before, now);
    expect(diff.prompt?.lines).toEqual([
      { before: PROMPT[1], now: now.prompt?.split('\r\n')[1] },
      { now: 'Sign off.' },
    ]);
    expect(diff.parameters).toEqual([
      { name: 'temperature', before: 0, now: 0.2 },
      { name: 'top_p', now: 1 },
    ]);
    expect(diff.tools).toMatchObject({
      added: [{ id: 'book' }],
      removed: [{ id: 'refund' }],
      changed: [{ id: 'cancel' }],
    });
    expect(changedFields(diff)).toEqual(['prompt', 'model', 'parameters', 'tools', 'knowledge base']);
    expect(diffWords(diff)).toBe(
      'prompt (2 lines), model, parameters, tools (1 new, 1 gone, 1 changed), knowledge base',
    );
    expect(shown(before, now, 'long')).toBe(
      [
        '*v14 → v15* changed prompt (2 lines), model, parameters, tools (1 new, 1 gone, 1 changed), knowledge base.',
        '− Before you cancel, say what will end. A *decided customer wants no delay.*',
        '+ Before you cancel, say what will end *and wait for* a *yes.*',
        '+ *Sign off.*',
        '*model* m-1 → m-2',
        '*temperature* 0 → 0.2',
        '*top_p* not set → 1',
        '*knowledge base* august → november',
        '+ tool book',
        '− tool refund',
        'tool cancel version 1 → 2, other arguments',
      ].join('\n'),
    );
    const same = { ...before, tools: [...(before.tools ?? [])].reverse(), modelParams: { seed: 1, temperature: 0 } };
    expect(changedFields(diffVersions(before, same))).toEqual([]);
    expect(configHash(same)).toBe(configHash(before));
    expect(shown(before, same)).toBe('*v14 → v15* changed nothing that is known.');
  });

  test('what only one of them tells is no change, and is said', () => {
    const diff = diffVersions(before, { model: 'm-1' });
    expect(changedFields(diff)).toEqual([]);
    expect(diff.unknown).toEqual(['prompt', 'parameters', 'tools', 'knowledge base']);
    expect(shown(before, { model: 'm-1' })).toContain('Known of one of the two only: prompt, parameters');
    expect(diffVersions({ promptHash: 'a' }, { promptHash: 'b' }).prompt).toEqual({ before: 'a', now: 'b' });
    expect(diffVersions({ promptHash: 'a' }, { prompt: 'Be kind.' }).prompt).toBeUndefined();
    expect(
      diffVersions({ promptHash: 'a', prompt: 'Hi Ann' }, { promptHash: 'a', prompt: 'Hi Bob' }).prompt,
    ).toBeUndefined();
  });

  test('a card has room for six lines, and a long line is cut around the words that differ', () => {
    const long = (word: string) => `${'same '.repeat(100)}${word} ${'also '.repeat(100)}end`;
    const text = shown({ prompt: long('old') }, { prompt: long('new') });
    expect(text).toMatch(/− .*\*old\*/);
    expect(text).toMatch(/\+ .*\*new\*/);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(200);
    const many = Array.from({ length: 9 }, (_, i) => `line ${i}`).join('\n');
    expect(shown({ prompt: 'first' }, { prompt: `first\n${many}` }).split('\n')).toHaveLength(8);
    expect(shown({ prompt: 'first' }, { prompt: `first\n${many}` })).toContain('3 more changes');
  });

  test('two large prompts with nothing in common are compared in time', () => {
    const lines = (word: string) => Array.from({ length: 4_000 }, (_, i) => `${word} ${i}`).join('\n');
    expect(diffVersions({ prompt: lines('a') }, { prompt: lines('b') }).prompt?.lines).toHaveLength(4_000);
  });
});

describe('the configuration that a call tells', () => {
  const call = (prompt: string, more: object = {}) =>
    CallSchema.parse({
      source: 's',
      sourceCallId: '1',
      agent: { name: 'support', version: 'v14' },
      channel: 'chat',
      direction: 'inbound',
      snapshot: { systemPrompt: prompt, model: 'm-1', ...more },
    });

  test("leaves the customer's values open, so that the prompt of two calls is one", () => {
    const ann = call('You speak with Ann Lee, ann@homebox.example, by phone or chat.', {
      variables: { channel: 'chat', fullName: 'Ann Lee', first: 'Ann', email: 'ann@homebox.example' },
    });
    const told = configOfCall(ann);
    expect(told).toMatchObject({ agent: 'support', version: 'v14' });
    expect(told?.config.prompt).toBe('You speak with {{fullName}}, {{email}}, by phone or chat.');
    const bob = call('You speak with Robert, bob@post.example, by phone or chat.', {
      variables: { fullName: 'Robert', email: 'bob@post.example' },
    });
    expect(configHash(configOfCall(bob)?.config ?? {})).toBe(configHash(told?.config ?? {}));
    expect(configOfCall(CallSchema.parse({ source: 's', sourceCallId: '2', agent: { name: 'x' } }))).toBeUndefined();
  });

  test('a version is what came first; what disagrees is a conflict, what only tells more is not', () => {
    const config = (hash: string, value: AgentConfig, origin: VersionConfig['origin'] = 'call'): VersionConfig => ({
      hash,
      config: value,
      origin,
      seenAt: new Date('2026-11-01'),
    });
    const configs = [
      config('a', { promptHash: 'p1', model: 'm-1' }, 'announced'),
      config('b', { promptHash: 'p1', tools: [{ id: 't' }] }),
      config('c', { promptHash: 'p2', model: 'm-1' }),
    ];
    expect(configOf({ configs })).toEqual({ promptHash: 'p1', model: 'm-1', tools: [{ id: 't' }] });
    expect(conflictsOf({ configs })).toMatchObject([{ hash: 'c', fields: ['prompt'] }]);
    expect(configOf({ configs: [] })).toEqual({});
    const told = [
      config('a', { model: 'm-1' }, 'announced'),
      config('b', { prompt: 'A' }),
      config('c', { prompt: 'B', kbVersionHash: 'may' }),
      config('d', { prompt: 'A', kbVersionHash: 'june' }),
    ];
    expect(configOf({ configs: told })).toEqual({ model: 'm-1', prompt: 'A', kbVersionHash: 'june' });
    expect(conflictsOf({ configs: told })).toMatchObject([{ hash: 'c', fields: ['prompt'] }]);
  });
});
