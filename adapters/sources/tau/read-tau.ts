import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { createGunzip, gunzipSync } from 'node:zlib';
import type { CallInput } from '#src/domain/call.ts';
import { invalid } from '#src/errors.ts';
import { mapTauCall } from './map-call.ts';
import { TauCallSchema, type TauPrompts, TauPromptsSchema } from './tau-call.ts';

/** One line (counted from 1): a call, or the problem that refused it. `truth` is for evaluating only and never part of the call. */
export type TauLine = { line: number; call?: CallInput; problem?: string; truth?: { passed: boolean | null } };

/** Streams the recorded benchmark calls (NDJSON, gz or plain) as canonical calls; without `promptsPath` snapshots hold no prompt. */
export async function* readTau(from: { callsPath: string; promptsPath?: string }): AsyncIterable<TauLine> {
  const prompts = from.promptsPath === undefined ? { prompts: {}, tools: {} } : await readPrompts(from.promptsPath);
  const file = createReadStream(from.callsPath);
  const input = from.callsPath.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  // pipe() does not carry an error over, and an unheard one would end the process.
  file.on('error', (error) => input.destroy(error));
  let line = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() !== '') yield { line, ...readLine(text, prompts) };
  }
}

function readLine(text: string, prompts: TauPrompts): Omit<TauLine, 'line'> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { problem: 'not a line of JSON' };
  }
  const parsed = TauCallSchema.safeParse(data);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not a recorded call'}` };
  }
  return { call: mapTauCall(parsed.data, prompts), truth: { passed: parsed.data.outcome.passed ?? null } };
}

async function readPrompts(path: string): Promise<TauPrompts> {
  const bytes = await readFile(path);
  const parsed = TauPromptsSchema.safeParse(
    JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')),
  );
  if (!parsed.success)
    throw invalid(`${path} does not hold prompts and tools. Give the prompts.json.gz that came with the calls.`);
  return parsed.data;
}
