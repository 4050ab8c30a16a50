import type { Ask } from './ask-api.ts';
import type { Answer } from './http-app.ts';
import { failOf } from './pass-of.ts';

/** What a gate says whose one scenario fails as often as it is run. */
export async function failingGate(ask: Ask, candidateVersion: string): Promise<Answer['body']> {
  const { gate, scenarios } = await ask('post', '/v1/gates', { target: 'http://127.0.0.1:1', candidateVersion });
  const tell = (upTo: number, from = 0) => {
    const runs = Array.from({ length: upTo - from }, (_, i) => failOf(scenarios[0], `${gate.id}-${from + i}`));
    return ask('post', `/v1/gates/${gate.id}/runs`, { runs });
  };
  const first = await tell(1);
  return first.more ? tell(first.more[0].runs, 1) : first;
}
