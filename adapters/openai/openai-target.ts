import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { Snapshot } from '#src/domain/snapshot.ts';
import type { TokenPrice } from '#src/domain/target-policy.ts';
import { isEndTool, isTransferTool, matchesGlob } from '#src/domain/tool-effect.ts';
import type { Turn } from '#src/domain/turn.ts';
import { AppError } from '#src/errors.ts';
import type { AgentReply, AgentSession, AgentTarget, SessionStart, ToolAnswer } from '#src/ports/agent.ts';
import type { Chat, ChatRequest, Completion } from './chat.ts';
import { functionTools } from './function-tools.ts';
import { loadChat } from './load-chat.ts';
import { notRestored } from './not-restored.ts';

export type OpenaiTargetInput = {
  name: string;
  baseURL: string;
  /** Undefined where the endpoint wants none. */
  apiKey: string | undefined;
  /** Instead of the snapshot's. */
  model?: string | undefined;
  /** Tools that end the call; by their usual names where undefined. */
  endTools?: readonly string[] | undefined;
  /** What tokens cost; without it no turn states its cost. */
  price?: TokenPrice | undefined;
};

/** One answer to the customer may take so many requests; an agent that still calls tools then does not stop. */
const MAX_STEPS = 200;
const TEMPERATURE = 0;
const SEED = 7;
/** Parameters of a snapshot that a chat completion takes as they are. */
const PARAMS = [
  'max_tokens',
  'max_completion_tokens',
  'top_p',
  'reasoning_effort',
  'parallel_tool_calls',
  'stop',
] as const;

/** A target that is no agent of its own: the snapshot's prompt, tools and model are run against an OpenAI-compatible endpoint. */
export function createOpenaiTarget(input: OpenaiTargetInput): AgentTarget {
  let chat: Promise<Chat> | undefined;
  return {
    kind: 'openai',
    name: input.name,
    async open(start) {
      // Loaded only when it is used: a gate of another kind need not wait for it.
      chat ??= loadChat(input);
      return openSession(await chat, start, input);
    },
  };
}

function openSession(chat: Chat, start: SessionStart, input: OpenaiTargetInput): AgentSession {
  const { snapshot } = start;
  const model = input.model ?? snapshot.model;
  if (model === undefined)
    throw new AppError(
      'unavailable',
      "Neither the target nor the scenario's snapshot names a model; add model: to the target.",
    );
  const tools = functionTools(snapshot.tools);
  const messages: ChatCompletionMessageParam[] = systemMessages(snapshot);
  const base: Omit<ChatRequest, 'messages'> = {
    model,
    temperature: TEMPERATURE,
    seed: SEED,
    ...Object.fromEntries(
      PARAMS.flatMap((name) =>
        snapshot.modelParams?.[name] === undefined ? [] : [[name, snapshot.modelParams[name]]],
      ),
    ),
    ...(tools.length === 0 ? {} : { tools }),
  };
  return {
    opening: [],
    // Read anew: what the endpoint refuses shows only when it is asked.
    get notRestored() {
      const dropped = chat.unsupported();
      return notRestored(snapshot, { model, temperature: TEMPERATURE, seed: SEED, passed: PARAMS, dropped });
    },
    async say(text, signal) {
      messages.push({ role: 'user', content: text });
      return answerCustomer({ chat, start, base, messages, signal, input });
    },
    async close() {},
  };
}

type Asking = {
  chat: Chat;
  start: SessionStart;
  base: Omit<ChatRequest, 'messages'>;
  messages: ChatCompletionMessageParam[];
  signal: AbortSignal;
  input: OpenaiTargetInput;
};

/** Asks the model until it speaks without calling a tool, or calls one that ends the call. */
async function answerCustomer({ chat, start, base, messages, signal, input }: Asking): Promise<AgentReply> {
  const turns: Turn[] = [];
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const { choices, usage } = await chat.complete({ ...base, messages }, signal);
    const message = choices[0]?.message;
    const said = message?.content ?? message?.refusal ?? '';
    const calls = message?.tool_calls ?? [];
    const spent = spentOn(usage, input.price);
    // What an answer cost stands on its first turn; a silent one has a turn for that alone.
    if (said.trim() !== '' || (calls.length === 0 && 'cost' in spent))
      turns.push({ kind: 'speech', role: 'agent', text: said.slice(0, 200_000), ...spent });
    if (calls.length === 0) {
      messages.push({ role: 'assistant', content: said });
      return { turns, ended: false };
    }
    messages.push({
      role: 'assistant',
      content: said === '' ? null : said,
      tool_calls: calls.map((call) => ({ ...call, type: 'function' })),
    });
    let ended = false;
    for (const [i, { id, function: asked }] of calls.entries()) {
      signal.throwIfAborted();
      const tool = { callId: id.slice(0, 200), name: asked.name.slice(0, 200), args: parsedOrText(asked.arguments) };
      const isEnd = endsCall(tool.name, input.endTools);
      // The platform ends the call, not a tool: nothing is looked up for it, and nothing can be missing.
      const answer = isEnd ? { result: 'ended' } : await start.callTool(tool.name, tool.callId, tool.args);
      turns.push({ kind: 'tool_call', role: 'agent', tool, ...(i === 0 && said.trim() === '' ? spent : {}) });
      messages.push({ role: 'tool', tool_call_id: id, content: answerText(answer) });
      if (isTransferTool(asked.name) && !('unanswered' in answer)) return { turns, ended: true };
      ended ||= isEnd;
    }
    if (ended) return { turns, ended };
  }
  throw new AppError(
    'unavailable',
    `The model still calls tools after ${MAX_STEPS} requests in one answer; look at its prompt.`,
  );
}

function endsCall(name: string, endTools: readonly string[] | undefined): boolean {
  return endTools === undefined ? isEndTool(name) : endTools.some((glob) => matchesGlob(glob, name));
}

/** The tokens of one answer and, by the target's price, what they cost; an endpoint that counts none states nothing. */
function spentOn(usage: Completion['usage'], price: TokenPrice | undefined): Pick<Turn, 'tokens' | 'cost'> {
  const { prompt_tokens: read, completion_tokens: written } = usage ?? {};
  if (read === undefined && written === undefined) return {};
  const tokens = { ...(read === undefined ? {} : { in: read }), ...(written === undefined ? {} : { out: written }) };
  if (price === undefined || read === undefined || written === undefined) return { tokens };
  return { tokens, cost: { amount: (read * price.in + written * price.out) / 1e6, currency: price.currency } };
}

/** The prompt, and beside it what the agent knew at the time of the call. */
function systemMessages({
  systemPrompt,
  variables,
  memory,
  knowledge,
  clockAt,
}: Snapshot): ChatCompletionMessageParam[] {
  const known = [
    ...(clockAt === undefined ? [] : [`It is ${clockAt}.`]),
    ...(Object.keys(variables ?? {}).length === 0 ? [] : [`Variables of this call: ${JSON.stringify(variables)}`]),
    ...(knowledge ?? []).map(({ title, body }) => `What you know about ${title}:\n${body}`),
    ...((memory ?? []).length === 0 ? [] : [`What you remember: ${JSON.stringify(memory)}`]),
  ];
  return [systemPrompt ?? '', known.join('\n')]
    .filter((content) => content !== '')
    .map((content) => ({ role: 'system', content }));
}

function parsedOrText(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What the model wrote is what it attempted.
    return text;
  }
}

function answerText(answer: ToolAnswer): string {
  if ('unanswered' in answer) return 'Error: this tool cannot be reached at the moment.';
  const text = typeof answer.result === 'string' ? answer.result : (JSON.stringify(answer.result) ?? 'null');
  return answer.isError && !/^error/i.test(text) ? `Error: ${text}` : text;
}
