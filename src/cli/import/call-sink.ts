import type { ApiClient } from '#src/cli/api-client.ts';
import type { Own } from '#src/cli/own-database.ts';
import { AppError, type Problem } from '#src/errors.ts';

/** What became of one call. */
export type SinkResult = { status: 'created' | 'merged' | 'unchanged' | 'refused'; problems?: readonly Problem[] };

/** Takes calls as JSON, one result each, in order. Throws when it can take none now. */
export type CallSink = (calls: readonly string[]) => Promise<SinkResult[]>;

/** Few enough for the 5 s of a transaction on the embedded database. */
const OWN_BATCH = 100;

/** The running server. */
export function serverSink(client: ApiClient): CallSink {
  return async (calls) => {
    const text = (await client.send({ method: 'POST', path: '/v1/calls', lines: calls.join('\n') })) as string;
    const results = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as SinkResult & { error?: { message: string } });
    const broken = results.find((result) => result.error !== undefined);
    if (broken || results.length !== calls.length)
      throw new AppError(
        'unavailable',
        broken?.error?.message ?? `${client.server} answered for some of the calls only.`,
      );
    return results;
  };
}

/** This machine's own database. */
export function ownSink({ verbs, actor }: Own): CallSink {
  return async (texts) => {
    const results: SinkResult[] = [];
    for (let i = 0; i < texts.length; i += OWN_BATCH) {
      const parsed = texts.slice(i, i + OWN_BATCH).map(parse);
      const calls = parsed.flatMap((one) => ('call' in one ? [one.call] : []));
      const captured = calls.length > 0 ? await verbs.captureCalls(actor, { calls }) : [];
      let next = 0;
      for (const one of parsed) results.push('call' in one ? (captured[next++] as SinkResult) : one);
    }
    return results;
  };
}

function parse(text: string): { call: unknown } | SinkResult {
  try {
    return { call: JSON.parse(text) as unknown };
  } catch (error) {
    return { status: 'refused', problems: [{ path: '', message: (error as Error).message.slice(0, 300) }] };
  }
}
