import type { z } from 'zod';
import type { VERBS } from '#src/app.ts';

export type VerbName = keyof typeof VERBS;

/** One line of the API: which verb answers where, and what its answer looks like. The input is the verb's own. */
export type Route = {
  method: 'get' | 'post' | 'delete';
  /** {name} is a part of the path, given to the verb as the input of that name unless `rename` says another. */
  path: string;
  verb: VerbName;
  tag: string;
  summary: string;
  output: z.ZodType;
  /** Of a success; 200 unless it makes something. */
  status?: 200 | 201;
  rename?: Readonly<Record<string, string>>;
  maxBytes?: number;
  /** Another form of the answer, where its input asks for it. */
  text?: { type: string; of: (output: never) => { text: string; file: string } | undefined };
};

/** The names in a path's braces. */
export function pathNames(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);
}

/** Filled in by us for whoever comes over HTTP: no client says how its reviewer came to a verdict. */
export const OWN_INPUTS: ReadonlySet<string> = new Set(['via']);
