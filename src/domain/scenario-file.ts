import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { type Scenario, ScenarioContentSchema, ScenarioSchema } from './scenario.ts';

/** What a file may change of a scenario. Its tier is not in it: the nightly plan moves that. */
export const EditableSchema = z.strictObject({
  title: ScenarioSchema.shape.title,
  failureModes: ScenarioSchema.shape.failureModes,
  content: ScenarioContentSchema,
});
export type Editable = z.output<typeof EditableSchema>;

/** A scenario as a file of a repository. `base` says which state of the server it was pulled from. */
export const ScenarioFileSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/),
  version: z.int().min(1),
  ...EditableSchema.shape,
  base: z.string().regex(/^[0-9a-f]{32}$/),
});
export type ScenarioFile = z.output<typeof ScenarioFileSchema>;

export function editableOf({ title, failureModes, content }: Editable): Editable {
  return { title, failureModes: [...failureModes].sort(), content };
}

/** 32 hex digits that are equal for scenarios that a file would show alike. */
export function editableHash(scenario: Editable): string {
  return createHash('sha256')
    .update(canonicalJson(editableOf(scenario)))
    .digest('hex')
    .slice(0, 32);
}

/** The file of a scenario as the server has it; its keys always stand in the same order. */
export function scenarioFile(scenario: Scenario): ScenarioFile {
  const { id, version } = scenario;
  const { title, failureModes, content } = editableOf(scenario);
  const { agent, script, closing, checks, answers, fixtures, snapshot, toolEffects, ...rest } = content;
  const ordered = { agent, script, closing, checks, answers, fixtures, snapshot, toolEffects, ...rest };
  const whole = { id, version, title, failureModes, content: ordered, base: editableHash(scenario) };
  return withoutUndefined({ ...whole, content: sortedBelow(ordered) }) as ScenarioFile;
}

/** What a pull or a push does with one scenario. */
export type FileState = 'same' | 'server_newer' | 'file_newer' | 'conflict';

/** Compares a file with the server: whoever moved away from `base` is newer; both, and differently, is a conflict. */
export function compareFile(file: ScenarioFile, server: Scenario): FileState {
  const [here, there] = [editableHash(file), editableHash(server)];
  if (here === there) return 'same';
  if (here === file.base) return 'server_newer';
  return there === file.base ? 'file_newer' : 'conflict';
}

/** Which of the parts differ, for a person who has to merge them. */
export function differingParts(file: ScenarioFile, server: Scenario): string[] {
  const parts = (of: Editable): Record<string, unknown> => ({
    title: of.title,
    failureModes: [...of.failureModes].sort(),
    ...of.content,
  });
  const [here, there] = [parts(file), parts(server)];
  return [...new Set([...Object.keys(here), ...Object.keys(there)])].filter(
    (name) => canonicalJson(here[name]) !== canonicalJson(there[name]),
  );
}

/** Keys sorted from the second level on: the database keeps no order of its own. */
function sortedBelow(value: object): object {
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, sorted(part)]));
}

const FIRST = ['kind', 'tool', 'text'];

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const rank = (key: string) => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length);
  const entries = Object.entries(value).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
}

function withoutUndefined(value: object): object {
  return JSON.parse(JSON.stringify(value)) as object;
}
