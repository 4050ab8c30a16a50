import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** One instruction: its name in capitals, its `--flags`, and its words (a JSON array's items, or the text split at spaces). */
export type Step = { name: string; flags: Record<string, string>; text: string; words: string[] };
export type Stage = { name: string | undefined; from: string; steps: Step[] };

/** The repository's Dockerfile by stages. Reads what this one uses: comments, continuation lines, JSON and shell forms. */
export function readDockerfile(): Stage[] {
  const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n');
  const stages: Stage[] = [];
  for (const line of lines) {
    const step = readStep(line);
    const [from = '', , name] = step.words;
    if (step.name === 'FROM') stages.push({ name, from, steps: [] });
    else stages.at(-1)?.steps.push(step);
  }
  return stages;
}

const FLAG = /^--([a-z-]+)=(\S+)\s+/;

function readStep(line: string): Step {
  const [, name = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line.trim()) ?? [];
  const flags: Record<string, string> = {};
  let text = rest.trim();
  // Only those in front are the instruction's own; a command has flags too.
  for (let flag = FLAG.exec(text); flag; flag = FLAG.exec(text)) {
    flags[flag[1] ?? ''] = flag[2] ?? '';
    text = text.slice(flag[0].length);
  }
  const words = text.startsWith('[') ? (JSON.parse(text) as string[]) : text.split(/\s+/);
  return { name: name.toUpperCase(), flags, text, words };
}

/** The HEALTHCHECK's own command. */
export function healthCommand(stage: Stage): string[] {
  const step = stage.steps.find((each) => each.name === 'HEALTHCHECK');
  return JSON.parse(step?.text.replace(/^CMD\s+/, '') ?? '[]') as string[];
}

/** The environment that a stage's ENV instructions make. */
export function environmentOf(stage: Stage): Record<string, string> {
  const pairs = stage.steps.filter((step) => step.name === 'ENV').flatMap((step) => step.words);
  return Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
}
