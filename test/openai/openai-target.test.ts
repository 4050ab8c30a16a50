import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOpenaiTarget } from '#adapters/openai/openai-target.ts';
import { ScenarioContentSchema } from '#src/domain/scenario.ts';
import type { Snapshot } from '#src/domain/snapshot.ts';
import type { TokenPrice } from '#src/domain/target-policy.ts';
import type { SessionStart } from '#src/ports/agent.ts';
import { createLocalTools } from '#src/replay/local-tools.ts';
import { runScenario } from '#src/replay/run-scenario.ts';
import { agentTargetContract } from '#test/contract/agent-target.ts';
import { type ModelServer, startModels } from './model-behaviours.ts';

agentTargetContract(
  'an OpenAI-compatible endpoint',
  async () => {
    const models = await startModels();
    return {
      tools: createLocalTools(),
      async target(behaviour) {
        const inner = createOpenaiTarget({
          name: behaviour,
          baseURL: models.url(behaviour),
          apiKey: undefined,
          model: 'm',
        });
        return {
          ...inner,
          open: (start, signal) => inner.open({ ...start, snapshot: { kbVersionHash: '8f3a' } }, signal),
        };
      },
      release: models.close,
    };
  },
  {
    without: ['silent-tools', 'retries', 'hangs-at-start'],
    opening: [],
    neverEnds: true,
    notRestored: ['kb_version: wanted 8f3a, target has none'],
    words: { 'wrong-shape': /choices\.0\.message\.content/, 'floods-turns': /more than 50 turns/ },
  },
);

describe('what a model is asked', () => {
  let models: ModelServer;
  beforeAll(async () => {
    models = await startModels();
  });
  afterAll(() => models.close());

  const start = (snapshot: Snapshot): SessionStart => ({
    scenarioId: 'SC-1',
    runId: 'r',
    snapshot,
    toolBaseUrl: 'local:1',
    callTool: async (tool) => ({ result: { of: tool } }),
  });
  const signal = AbortSignal.timeout(10_000);

  it("is the snapshot's: prompt, knowledge of the call, tools in whichever shape they were recorded, model and its parameters, seed", async () => {
    const parameters = { type: 'object', properties: { ref: { type: 'string' } } };
    const target = createOpenaiTarget({ name: 't', baseURL: models.url('good'), apiKey: 'sk-test' });
    const session = await target.open(
      start({
        systemPrompt: 'You are care.',
        model: 'm-1',
        promptVersion: 'p3',
        modelParams: { top_p: 0.5, temperature: 1, frequency_penalty: 0.3, seed: 7 },
        clockAt: '2026-11-20T09:00:00Z',
        variables: { plan: 'gold' },
        memory: ['likes tea'],
        routing: { queue: 1 },
        tools: [
          {
            id: 'find_plan',
            schema: { type: 'function', function: { name: 'find_plan', description: 'Finds', parameters } },
          },
          { id: 'cancel_plan', schema: { name: 'cancel_plan', parameters } },
          { id: 'other', version: '2.1', schema: parameters },
          { id: 'bare' },
        ],
      }),
      signal,
    );
    const { turns } = await session.say('cancel plan A7', signal);
    expect(turns.map((turn) => turn.tool?.name ?? turn.text)).toEqual(['find_plan', 'Shall I cancel?']);
    expect(turns[1]?.tokens).toEqual({ in: 9, out: 3 });
    expect(session.notRestored).toEqual([
      'routing: the target has none',
      'tools: 1 without a schema, so the model knows only their names',
      'tool versions: wanted other 2.1, recorded results stand for them',
      'temperature: wanted 1, target runs 0',
      'frequency_penalty: wanted 0.3, the target does not pass it on',
    ]);
    const [first, second] = models.asked.slice(-2);
    expect(first?.headers.authorization).toBe('Bearer sk-test');
    expect(first?.body).toMatchObject({ model: 'm-1', temperature: 0, seed: 7, top_p: 0.5 });
    expect(first?.body.messages.map(({ role, content }) => `${role}: ${content}`)).toEqual([
      'system: You are care.',
      'system: It is 2026-11-20T09:00:00Z.\nVariables of this call: {"plan":"gold"}\nWhat you remember: ["likes tea"]',
      'user: cancel plan A7',
    ]);
    const tools = first?.body['tools'] as { function: { name: string; parameters: object } }[] | undefined;
    const functions = tools?.map((one) => one.function);
    expect(functions).toEqual([
      { name: 'find_plan', description: 'Finds', parameters },
      { name: 'cancel_plan', parameters },
      { name: 'other', parameters },
      { name: 'bare', parameters: { type: 'object', properties: {}, additionalProperties: true } },
    ]);
    expect(second?.body.messages.at(-1)).toEqual({ role: 'tool', tool_call_id: 'c1', content: '{"of":"find_plan"}' });
  });

  it('leaves the temperature out where it is not allowed, and tells so', async () => {
    const target = createOpenaiTarget({
      name: 't',
      baseURL: models.url('no-temperature'),
      apiKey: undefined,
      model: 'm',
    });
    const session = await target.open(start({ promptVersion: 'p3', promptHash: 'ab12' }), signal);
    const { turns } = await session.say('hi', signal);
    expect(turns.map(({ text }) => text)).toEqual(['Fine.']);
    expect(models.asked.at(-1)?.body).toMatchObject({ seed: 7 });
    expect(session.notRestored).toEqual([
      'system_prompt: not in the snapshot, the model runs without one',
      'prompt_version: wanted p3, the snapshot has no text of it',
      'prompt_hash: wanted ab12, the snapshot has no text of it',
      'tools: none in the snapshot, so the model can call none',
      'temperature: the model takes none, so runs may differ',
    ]);
  });

  it('leaves a setting out that only the words of the refusal name, and none that they merely mention', async () => {
    const say = async (behaviour: 'no-seed' | 'talks-of-seed') => {
      const baseURL = models.url(behaviour);
      const target = createOpenaiTarget({ name: 't', baseURL, apiKey: undefined, model: 'm' });
      return (await target.open(start({}), signal)).say('hi', signal);
    };
    expect((await say('no-seed')).turns.map(({ text }) => text)).toEqual(['Fine.']);
    expect(models.asked.at(-1)?.body).toMatchObject({ temperature: 0 });
    await expect(say('talks-of-seed')).rejects.toThrow(/too long/);
    expect(models.asked.at(-1)?.body).toMatchObject({ temperature: 0, seed: 7 });
  });

  it.each([
    ['refuses', /refused the key .*Incorrect API key/],
    ['good', /nothing listens there/],
  ] as const)('says what to do: %s', async (behaviour, words) => {
    const gone = await startModels();
    await gone.close();
    const baseURL = (behaviour === 'good' ? gone : models).url(behaviour);
    const session = await createOpenaiTarget({ name: 't', baseURL, apiKey: undefined, model: 'm' }).open(
      start({}),
      signal,
    );
    await expect(session.say('hi', signal)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(words),
    });
  });

  const closing = (tool: string, more: { endTools?: string[]; price?: TokenPrice } = {}) =>
    runScenario({
      scenario: {
        id: 'SC-1',
        version: 1,
        identityHash: 'x',
        content: ScenarioContentSchema.parse({
          agent: 'a',
          script: [{ text: 'Thanks, bye.' }, { text: 'Are you there?' }],
          checks: [{ kind: 'cost_below', max: 0.0001 }],
        }),
      },
      target: createOpenaiTarget({ name: 't', baseURL: models.url('ends'), apiKey: undefined, model: tool, ...more }),
      tools: createLocalTools(),
      now: () => new Date(0),
      id: () => 'r',
    });
  const price: TokenPrice = { in: 2, out: 4, currency: 'USD' };

  it.each([
    ['by its usual name', 'end_call', {}],
    ['by a name of its own', 'wrap_it_up', { endTools: ['wrap_*'] }],
  ])('an agent that ends the call %s is asked no more, and nothing is missing', async (_, tool, more) => {
    const report = await closing(tool, { ...more, price });
    // 9 tokens in at 2 and 3 out at 4 for a million: 0.00003.
    expect(report).toMatchObject({ outcome: 'pass', checks: [{ reason: 'The answers cost 0.00003 USD.' }] });
    expect(report.turns.map((turn) => turn.tool?.name ?? turn.text)).toEqual(['Thanks, bye.', 'Goodbye.', tool]);
  });

  it('a tool of that name is none where the target names others; what it costs fails the check; unpriced it is undecided', async () => {
    expect(await closing('end_call', { endTools: ['wrap_*'], price })).toMatchObject({ divergedAtTurn: 2 });
    const dear = await closing('end_call', { price: { in: 20, out: 40, currency: 'USD' } });
    expect(dear).toMatchObject({
      outcome: 'fail',
      checks: [{ reason: 'The answers up to turn 2 cost 0.0003 USD, over 0.0001.' }],
    });
    expect(await closing('end_call')).toMatchObject({ outcome: 'error', checks: [{ status: 'undecided' }] });
  });

  it('needs a model', async () => {
    await expect(
      createOpenaiTarget({ name: 't', baseURL: models.url('good'), apiKey: undefined }).open(start({}), signal),
    ).rejects.toThrow(/model/);
  });
});
