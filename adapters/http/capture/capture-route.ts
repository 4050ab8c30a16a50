import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import { describeError, sendAnswer } from '#adapters/http/answer-error.ts';
import type { HttpEnv, HttpLimits } from '#adapters/http/http-options.ts';
import type { Metrics } from '#adapters/http/metrics.ts';
import { parseJson, readBody } from '#adapters/http/read-body.ts';
import type { App } from '#src/app.ts';
import type { Actor } from '#src/domain/actor.ts';
import { invalid } from '#src/errors.ts';
import type { Runtime } from '#src/ports/runtime.ts';
import { createCallBatcher } from './call-batcher.ts';
import { createCaptureBatch } from './capture-batch.ts';
import { importLines } from './import-lines.ts';
import { createResultWriter } from './result-writer.ts';

export type CaptureOptions = { app: App; runtime: Runtime; metrics: Metrics; limits: HttpLimits };

/** `POST /v1/calls`: one call as JSON, or any number as NDJSON. */
export function captureRoute({
  app,
  runtime,
  metrics,
  limits,
}: CaptureOptions): (c: Context<HttpEnv>) => Promise<Response> {
  const capture = createCaptureBatch(app, metrics);
  const batcher = createCallBatcher(capture, limits);

  async function captureOne(c: Context<HttpEnv>, actor: Actor): Promise<Response> {
    const bytes = await readBody(c.env.incoming, limits.callBytes);
    const captured = await batcher.add(actor, parseJson(bytes), bytes.length);
    if (captured.status === 'refused') throw invalid('The call has problems; nothing was stored.', captured.problems);
    return c.json({ callId: captured.callId, status: captured.status }, captured.status === 'created' ? 201 : 200);
  }

  async function captureMany(c: Context<HttpEnv>, actor: Actor): Promise<Response> {
    const { incoming, outgoing } = c.env;
    const writer = createResultWriter(outgoing);
    const explain = (error: unknown) => describeError(error, runtime).body.error.message;
    try {
      await importLines({ actor, incoming, writer, capture, explain, limits });
      writer.end();
    } catch (error) {
      const answer = describeError(error, runtime);
      if (!writer.started) return sendAnswer(c, answer);
      if (!outgoing.destroyed) writer.end(answer.body);
    }
    return RESPONSE_ALREADY_SENT;
  }

  return async (c) => {
    const type = mediaType(c);
    const actor = c.get('caller') as Actor;
    if (type === 'application/x-ndjson' || type === 'application/jsonl') return captureMany(c, actor);
    refuseOtherTypes(type, 'application/json, or application/x-ndjson for many calls');
    return captureOne(c, actor);
  };
}

/** Throws `invalid` unless the body says that it is JSON: no form of another site's page can say so. */
export function refuseOtherTypes(type: string, wanted = 'application/json'): void {
  if (type === 'application/json' || /^application\/[\w.-]+\+json$/.test(type)) return;
  throw invalid(`Send Content-Type: ${wanted}. This is ${type || 'missing'}.`);
}

export function mediaType(c: Context): string {
  return (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase().slice(0, 100) ?? '';
}
