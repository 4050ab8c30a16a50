import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import type { Snapshot } from '#src/domain/snapshot.ts';
import { isTransferTool } from '#src/domain/tool-effect.ts';
import type { Turn } from '#src/domain/turn.ts';
import { AppError } from '#src/errors.ts';
import type { AgentReply, AgentSession, AgentTarget, SessionStart, ToolAnswer } from '#src/ports/agent.ts';
import type { Chat, ChatRequest } from './chat.ts';
import { functionTools } from './function-tools.ts';
import { loadChat } from './load-chat.ts';

export type OpenaiTargetInput = {
  name: string;
  baseURL: string;
  /** Undefined where the endpoint wants none. */
  apiKey: string | undefined;
  /** Instead of the snapshot's. */
  model?: string | undefined;
};

/** One answer to the customer may take so many requests; an agent that still calls tools then does not stop. */
const MAX_STEPS = 200;
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
      return openSession(await chat, start, input.model);
    },
  };
}

function openSession(chat: Chat, start: SessionStart, ownModel: string | undefined): AgentSession {
  const { snapshot } = start;
  const model = ownModel ?? snapshot.model;
  if (model === undefined)
    throw new AppError(
      'unavailable',
      "Neither the target nor the scenario's snapshot names a model; add model: to the target.",
    );
  const tools = functionTools(snapshot.tools);
  const messages: ChatCompletionMessageParam[] = systemMessages(snapshot);
  const base: Omit<ChatRequest, 'messages'> = {
    model,
    temperature: 0,
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
    notRestored: notRestored(snapshot, model),
    async say(text, signal) {
      messages.push({ role: 'user', content: text });
      return answerCustomer({ chat, start, base, messages, signal });
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
};

/** Asks the model until it speaks without calling a tool. */
async function answerCustomer({ chat, start, base, messages, signal }: Asking): Promise<AgentReply> {
  const turns: Turn[] = [];
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const { choices, usage } = await chat.complete({ ...base, messages }, signal);
    const message = choices[0]?.message;
    const said = message?.content ?? message?.refusal ?? '';
    const tokens = {
      ...(usage?.prompt_tokens === undefined ? {} : { in: usage.prompt_tokens }),
      ...(usage?.completion_tokens === undefined ? {} : { out: usage.completion_tokens }),
    };
    if (said.trim() !== '') turns.push({ kind: 'speech', role: 'agent', text: said.slice(0, 200_000), tokens });
    const calls = message?.tool_calls ?? [];
    if (calls.length === 0) {
      messages.push({ role: 'assistant', content: said });
      return { turns, ended: false };
    }
    messages.push({
      role: 'assistant',
      content: said === '' ? null : said,
      tool_calls: calls.map((call) => ({ ...call, type: 'function' })),
    });
    for (const { id, function: asked } of calls) {
      signal.throwIfAborted();
      const callId = id.slice(0, 200);
      const args = parsedOrText(asked.arguments);
      const answer = await start.callTool(asked.name.slice(0, 200), callId, args);
      turns.push({ kind: 'tool_call', role: 'agent', tool: { callId, name: asked.name.slice(0, 200), args } });
      messages.push({ role: 'tool', tool_call_id: id, content: answerText(answer) });
      if (isTransferTool(asked.name) && !('unanswered' in answer)) return { turns, ended: true };
    }
  }
  throw new AppError(
    'unavailable',
    `The model still calls tools after ${MAX_STEPS} requests in one answer; look at its prompt.`,
  );
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

function notRestored(snapshot: Snapshot, model: string): string[] {
  const { systemPrompt, kbVersionHash, routing, tools } = snapshot;
  const withoutSchema = (tools ?? []).filter(({ schema }) => schema === undefined).length;
  return [
    ...(systemPrompt === undefined ? ['system_prompt: not in the snapshot, the model runs without one'] : []),
    ...(kbVersionHash === undefined ? [] : [`kb_version: wanted ${kbVersionHash}, target has none`]),
    ...(snapshot.model === undefined || snapshot.model === model
      ? []
      : [`model: wanted ${snapshot.model}, target runs ${model}`]),
    ...(routing === undefined ? [] : ['routing: the target has none']),
    ...(tools === undefined || tools.length === 0 ? ['tools: none in the snapshot, so the model can call none'] : []),
    ...(withoutSchema === 0 ? [] : [`tools: ${withoutSchema} without a schema, so the model knows only their names`]),
  ].map((words) => words.slice(0, 400));
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
