import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CRITERIA, type CriterionId } from '#src/domain/signal.ts';

export type Asked = {
  messages: { role: string; content: string }[];
  model: string;
  temperature?: number;
  response_format?: unknown;
};
export type Answer = (response: ServerResponse, asked: Asked) => void;

/** A model's HTTP endpoint that a test answers for, and what it was asked. */
export async function startEndpoint() {
  const asked: Asked[] = [];
  let left: Answer[] = [scores({})];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text) as Asked;
    asked.push(body);
    (left.length > 1 ? left.shift() : left[0])?.(response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return {
    url,
    asked,
    /** One after another; the last one again. */
    answers(...given: Answer[]) {
      left = given;
      asked.length = 0;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An answer in words, with its tokens. */
export function says(content: string): Answer {
  return (response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        choices: [{ message: { role: 'assistant', content } }],
        usage: { prompt_tokens: 1_000, completion_tokens: 100 },
      }),
    );
}

/** Scores by criterion; those not given are 90. */
export function scores(given: Partial<Record<CriterionId, number | null>>): Answer {
  const entry = (id: CriterionId) => ({
    score: given[id] === undefined ? 90 : given[id],
    turn: 2,
    why: `On ${id}: so it seems.`,
  });
  return says(JSON.stringify(Object.fromEntries(CRITERIA.map((id) => [id, entry(id)]))));
}

export function refuses(status: number, error: object): Answer {
  return (response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
}

/** Takes the request and closes the connection. */
export const hangsUp: Answer = (response) => void response.destroy();

/** Takes the request and says nothing. */
export const hangs: Answer = () => undefined;
