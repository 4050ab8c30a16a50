import { z } from 'zod';
import type { Business, ToolResult } from './business.ts';
import { listenJson } from './json-http.ts';

const ToolRequestSchema = z.object({ callId: z.string().max(200), args: z.unknown() });

/** One call's door to the tools; `used` holds every answer by tool-call id. */
export type Desk = { toolBaseUrl: string; used: Map<string, ToolResult>; close: () => void };
export type Backend = { open: (name: string, business: Business) => Desk; close: () => Promise<void> };

/** The tool server of the demo's calls on 127.0.0.1: POST {toolBaseUrl}/{tool} {callId, args} gives {result, isError}. */
export async function startBackend(): Promise<Backend> {
  const desks = new Map<string, { business: Business; used: Map<string, ToolResult> }>();
  const listening = await listenJson(0, ({ path, body }) => {
    const [name = '', tool = ''] = path.slice(1).split('/');
    const desk = desks.get(name);
    const request = ToolRequestSchema.safeParse(body).data;
    if (desk === undefined || request === undefined) return { status: 404, body: { unanswered: true } };
    const answer = desk.business.answer(tool, request.args);
    desk.used.set(request.callId, answer);
    return { status: 200, body: { result: answer.result, ...(answer.isError && { isError: true }) } };
  });
  return {
    open: (name, business) => {
      const used = new Map<string, ToolResult>();
      desks.set(name, { business, used });
      return { toolBaseUrl: `${listening.url}/${name}`, used, close: () => void desks.delete(name) };
    },
    close: listening.close,
  };
}
