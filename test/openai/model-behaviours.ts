import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Behaviour } from '#test/contract/agent-target.ts';

type Message = { role: string; content?: string | null; tool_calls?: unknown[] };
type Asked = {
  behaviour: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown> & { messages: Message[] };
};

export type ModelServer = {
  url(behaviour: Behaviour | 'no-temperature' | 'no-seed' | 'talks-of-seed' | 'refuses' | 'ends'): string;
  asked: Asked[];
  close(): Promise<void>;
};

/** An OpenAI-compatible endpoint in which the model at `/{behaviour}/v1` behaves so. */
export async function startModels(): Promise<ModelServer> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const [, behaviour = ''] = (request.url ?? '').split('/');
    const body = JSON.parse(text) as Asked['body'];
    asked.push({ behaviour, headers: request.headers, body });
    answer(behaviour, body, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    url: (behaviour) => `http://127.0.0.1:${port}/${behaviour}/v1`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(behaviour: string, body: Asked['body'], response: ServerResponse): unknown {
  const used = body.messages.filter(({ role }) => role === 'tool').length;
  switch (behaviour) {
    case 'hangs':
      return undefined;
    case 'garbage':
      return response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>It works!');
    case 'wrong-shape':
      return json(response, 200, { choices: [{ message: { content: 7 } }] });
    case 'nests':
      return response.writeHead(200).end(`{"choices": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    case 'floods-bytes':
      return floodBytes(response);
    case 'floods-turns':
      return complete(
        response,
        'and',
        Array.from({ length: 3_000 }, (_, i) => call('find_plan', { ref: 'A7' }, `n${i}`)),
      );
    case 'floods-tools':
      return complete(response, '', [call('find_plan', { ref: 'A7' }, `f${used}`)]);
    case 'ends':
      // It ends the call by the tool that the test has named its model after.
      if (body.messages.at(-1)?.role === 'tool') return complete(response, 'Still here.', []);
      return complete(response, 'Goodbye.', [call(String(body['model']), {}, 'e1')]);
    case 'refuses':
      return json(response, 401, { error: { message: 'Incorrect API key provided', type: 'invalid_request_error' } });
    case 'no-temperature':
      if ('temperature' in body)
        return json(response, 400, { error: { message: "Unsupported value: 'temperature'", param: 'temperature' } });
      return complete(response, 'Fine.', []);
    case 'no-seed':
      if ('seed' in body) return json(response, 400, { error: { message: 'Unsupported parameter: seed' } });
      return complete(response, 'Fine.', []);
    case 'talks-of-seed':
      return json(response, 400, { error: { message: 'The words on seed and temperature are too long.' } });
    case 'lies':
      if (used === 0) return complete(response, '', [call('cancel_plan', { id: 7 }, 'hidden')]);
      return complete(response, 'You said yes.', []);
    default:
      return askFirst(behaviour, body, response);
  }
}

/** Looks up, asks, and cancels after a yes. */
function askFirst(behaviour: string, { messages }: Asked['body'], response: ServerResponse): unknown {
  const said = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const isAnswered = messages.at(-1)?.role === 'tool';
  const agreed = /yes/.test(said);
  if (!isAnswered && agreed) return complete(response, '', [call('cancel_plan', { id: 7 }, 'c2')]);
  if (!isAnswered)
    return complete(response, '', [call('find_plan', { ref: /plan (\w+)/.exec(said)?.[1] ?? '' }, 'c1')]);
  if (agreed && behaviour === 'dies') return response.destroy();
  return complete(response, agreed ? 'Done' : 'Shall I cancel?', []);
}

function call(name: string, args: object, id: string): object {
  return { id, type: 'function', function: { name, arguments: JSON.stringify(args) } };
}

function complete(response: ServerResponse, content: string, toolCalls: readonly object[]): void {
  const message = { role: 'assistant', content, ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }) };
  json(response, 200, {
    id: 'x',
    model: 'stub',
    choices: [{ index: 0, message }],
    usage: { prompt_tokens: 9, completion_tokens: 3 },
  });
}

function floodBytes(response: ServerResponse): void {
  const more = () => {
    while (!response.destroyed && response.write('"'.repeat(65_536)));
  };
  response.on('drain', more);
  more();
}

function json(response: ServerResponse, status: number, data: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(data));
}
