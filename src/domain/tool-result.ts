import type { Call } from './call.ts';
import { canonicalJson, parsedArgs } from './canonical-json.ts';
import type { ToolUse, Turn } from './turn.ts';

/** One use of a tool: the call and its answer joined. `ok` is undefined while nothing answered; turns are indexes into the call's turns. */
export type UsedTool = {
  name: string;
  args: unknown;
  result: unknown;
  ok: boolean | undefined;
  callTurn: number;
  resultTurn: number | undefined;
  latencyMs: number | undefined;
  requestedBy: 'agent' | 'customer';
};

const ERROR_TEXT =
  /^\s*["'`]?(error|exception|traceback|fatal|unknown (action|tool|function)|invalid |internal server error|(http )?[45]\d\d\b[ :]|failed to )/i;
const MAY_HOLD_ERROR =
  /"(error|errors|errorMessage|error_message|success|ok|status|status_code|statusCode|isError|is_error|exception)"/;
const WRAPPERS = ['result', 'data', 'body', 'output', 'response', 'content'] as const;

/** Our own reading of a tool's answer: an error body is not ok although the platform flagged it successful; undefined when there is no answer. */
export function isResultOk(tool: ToolUse): boolean | undefined {
  if (tool.ok === false || tool.flaggedOk === false || tool.errorType !== undefined) return false;
  if (tool.result === undefined) return tool.ok ?? tool.flaggedOk;
  return !isErrorBody(tool.result, 0);
}

/** Whether a tool's content says that it failed: an error text, or an object (two wrappers deep) that carries an error. */
function isErrorBody(content: unknown, depth: number): boolean {
  if (typeof content === 'string') return isErrorText(content, depth);
  if (typeof content !== 'object' || content === null) return false;
  if (Array.isArray(content)) return content.length === 1 && depth < 3 && isErrorBody(textPart(content[0]), depth + 1);
  const body = content as Record<string, unknown>;
  if (hasError(body)) return true;
  return depth < 3 && WRAPPERS.some((key) => isErrorBody(body[key], depth + 1));
}

function isErrorText(text: string, depth: number): boolean {
  if (ERROR_TEXT.test(text.slice(0, 200))) return true;
  const start = text.trimStart();
  if (depth > 2 || !/^[{["]/.test(start) || !MAY_HOLD_ERROR.test(text)) return false;
  try {
    return isErrorBody(JSON.parse(start), depth + 1);
  } catch {
    // Half a JSON is data as any other text.
    return false;
  }
}

/** MCP and OpenAI wrap an answer as [{type: "text", text}]. */
function textPart(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  const { type, text } = part as { type?: unknown; text?: unknown };
  return type === 'text' && typeof text === 'string' ? text : part;
}

function hasError(body: Record<string, unknown>): boolean {
  for (const key of ['error', 'errors', 'errorMessage', 'error_message', 'exception', 'isError', 'is_error']) {
    if (saysSomething(body[key])) return true;
  }
  if (body['success'] === false || body['ok'] === false || body['success'] === 'false') return true;
  const code = Number(body['status_code'] ?? body['statusCode'] ?? body['status'] ?? Number.NaN);
  if (code >= 400 && code < 600) return true;
  const status = String(body['status'] ?? '').toLowerCase();
  // A payment whose status is "failed" is an answer; with a message beside it, it is our request that failed.
  return (
    status === 'error' ||
    (/^(failed|failure)$/.test(status) && ['message', 'reason', 'detail', 'code'].some((k) => k in body))
  );
}

function saysSomething(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '' || value === 0 || value === 'false')
    return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** Every use of a tool in order; a call and its answer are joined by callId, else by the nearest open call of that name. */
export function toolUses(call: Pick<Call, 'turns'>): UsedTool[] {
  const uses: UsedTool[] = [];
  const open: { use: UsedTool; id: string | undefined; part: ToolUse }[] = [];
  call.turns.forEach((turn, i) => {
    const part = turn.tool;
    if (part === undefined) return;
    if (turn.kind === 'tool_result') {
      const at = findOpen(open, part);
      const joined = at < 0 ? undefined : open.splice(at, 1)[0];
      if (joined === undefined) uses.push(soleUse(turn, part, i, i));
      else answer(joined, call.turns, turn, part, i);
      return;
    }
    const whole = part.result !== undefined;
    const use = soleUse(turn, part, i, whole ? i : undefined);
    uses.push(use);
    if (!whole) open.push({ use, id: part.callId, part });
  });
  return uses;
}

function findOpen(open: readonly { id: string | undefined; use: UsedTool }[], part: ToolUse): number {
  if (part.callId !== undefined) {
    const byId = open.findIndex((o) => o.id === part.callId);
    if (byId >= 0) return byId;
  }
  return open.findIndex((o) => o.use.name === part.name && (o.id === undefined || part.callId === undefined));
}

function soleUse(turn: Turn, part: ToolUse, callTurn: number, resultTurn: number | undefined): UsedTool {
  return {
    name: part.name,
    args: part.args,
    result: part.result,
    ok: isResultOk(part),
    callTurn,
    resultTurn,
    latencyMs: part.latencyMs,
    requestedBy: part.requestedBy ?? (turn.role === 'customer' ? 'customer' : 'agent'),
  };
}

function answer(
  joined: { use: UsedTool; part: ToolUse },
  turns: Call['turns'],
  turn: Turn,
  part: ToolUse,
  i: number,
): void {
  const { use } = joined;
  const askedAt = turns[use.callTurn]?.startMs;
  use.result = part.result;
  use.ok = isResultOk({ ...joined.part, ...part }) ?? true;
  use.resultTurn = i;
  if (use.args === undefined) use.args = part.args;
  if (part.requestedBy === 'customer') use.requestedBy = 'customer';
  use.latencyMs ??=
    part.latencyMs ??
    (askedAt === undefined || turn.startMs === undefined ? undefined : Math.max(0, turn.startMs - askedAt));
}

const MAX_DEPTH = 100;

/** A text that is equal for two uses of one tool with equal arguments; hostile nesting makes a use equal to none but itself. */
export function sameUseKey(use: UsedTool): string {
  const args = parsedArgs(use.args);
  return isDeeper(args, MAX_DEPTH) ? `${use.name} turn ${use.callTurn}` : `${use.name} ${canonicalJson(args)}`;
}

function isDeeper(value: unknown, levels: number): boolean {
  let layer: unknown[] = [value];
  for (let depth = 0; depth <= levels; depth++) {
    layer = layer.flatMap((v) => (typeof v === 'object' && v !== null ? Object.values(v) : []));
    if (layer.length === 0) return false;
  }
  return true;
}
