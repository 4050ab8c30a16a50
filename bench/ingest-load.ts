import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

/** What came of one phase: calls, seconds, and how long each answer took (ms). */
export type Measured = { calls: number; seconds: number; answers: number[]; refused: number };

export const CONNECTIONS = 32;

/** Every call in a POST of its own, over 32 kept connections. */
export async function postSingly(url: string, key: string, texts: readonly string[]): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const bodies = texts.map((text) => Buffer.from(text));
  const answers: number[] = [];
  let next = 0;
  let refused = 0;
  const began = performance.now();
  const client = async () => {
    for (let body = bodies[next++]; body; body = bodies[next++]) {
      const sentAt = performance.now();
      const status = await post(agent, url, key, body);
      answers.push(performance.now() - sentAt);
      if (status !== 201) refused += 1;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  const seconds = (performance.now() - began) / 1_000;
  agent.destroy();
  return { calls: texts.length, seconds, answers, refused };
}

function post(agent: Agent, url: string, key: string, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      'content-length': body.length,
    };
    const sent = request(`${url}/v1/calls`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

/** All calls in one request, a line each; an answer's time is from its line's sending to its result. */
export async function postLines(url: string, key: string, texts: readonly string[]): Promise<Measured> {
  const sentAt: number[] = [];
  const answers: number[] = [];
  let refused = 0;
  function* lines() {
    for (const text of texts) {
      sentAt.push(performance.now());
      yield Buffer.from(`${text}\n`);
    }
  }
  const began = performance.now();
  await new Promise<void>((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
    const sent = request(`${url}/v1/calls`, { method: 'POST', headers }, (answer) => {
      let rest = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        const found = (rest + chunk).split('\n');
        rest = found.pop() ?? '';
        for (const line of found) {
          const at = sentAt[answers.length] ?? Number.NaN;
          answers.push(performance.now() - at);
          if (!line.includes('"created"')) refused += 1;
        }
      });
      answer.once('end', resolve);
    });
    sent.once('error', reject);
    Readable.from(lines(), { highWaterMark: 4 }).pipe(sent);
  });
  return { calls: answers.length, seconds: (performance.now() - began) / 1_000, answers, refused };
}

/** Asks /healthz every 20 ms until stopped; the times it took (ms). */
export function watchHealth(url: string): { stop(): Promise<number[]> } {
  const took: number[] = [];
  let running = true;
  const done = (async () => {
    while (running) {
      const at = performance.now();
      await fetch(`${url}/healthz`).then((answer) => answer.arrayBuffer());
      took.push(performance.now() - at);
      await wait(20);
    }
  })();
  return {
    async stop() {
      running = false;
      await done;
      return took;
    },
  };
}
