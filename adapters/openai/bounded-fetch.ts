import { parseBoundedJson } from '#src/domain/bounded-json.ts';
import { AppError } from '#src/errors.ts';

const MAX_BYTES = 2_000_000;

/** The client's fetch with bounds of ours: no redirects, at most 2 MB, JSON of at most 100 levels. Rejects with `unavailable`. */
export async function boundedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, { ...init, redirect: 'error' });
  const text = await readText(response);
  if (response.ok) {
    try {
      parseBoundedJson(text);
    } catch (error) {
      const why = error instanceof AppError ? error.message : '';
      throw new AppError(
        'unavailable',
        `The model endpoint answered outside the protocol of OpenAI's chat completions (${text.slice(0, 60)}). ${why} Check its address.`,
      );
    }
  }
  const { status, headers } = response;
  return new Response(text, { status, headers: { 'content-type': headers.get('content-type') ?? 'application/json' } });
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      if (size > MAX_BYTES)
        throw new AppError('unavailable', `The model endpoint answered with more than ${MAX_BYTES} bytes.`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof AppError || (error instanceof Error && error.name === 'AbortError')) throw error;
    throw new AppError('unavailable', 'The model endpoint broke off in the middle of its answer; try again.');
  }
  return Buffer.concat(chunks).toString('utf8');
}
