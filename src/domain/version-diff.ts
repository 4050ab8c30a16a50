import { type AgentConfig, CONFIG_FIELDS, type ConfigField, type ConfigTool, promptHashOf } from './agent-config.ts';
import { align } from './align.ts';
import { canonicalJson } from './canonical-json.ts';

/** One changed line of a prompt: only `before` is gone, only `now` is new, both is reworded. */
export type ChangedLine = { before?: string; now?: string };
/** A value before and now; undefined where it was not set. */
export type Changed = { before?: unknown; now?: unknown };

/** What differs between two configurations; parts that are equal are left out. */
export type VersionDiff = {
  /** `lines` is left out where only the hashes are known. */
  prompt?: { before: string; now: string; lines?: ChangedLine[] };
  model?: Changed;
  parameters: (Changed & { name: string })[];
  tools: { added: ConfigTool[]; removed: ConfigTool[]; changed: { id: string; before: ConfigTool; now: ConfigTool }[] };
  knowledgeBase?: Changed;
  /** Known of one of the two only, so that nobody can say. */
  unknown: ConfigField[];
};

/** What changed from `a` to `b`. What only one of them tells is no change: it stands in `unknown`. */
export function diffVersions(a: AgentConfig, b: AgentConfig): VersionDiff {
  const prompt = promptDiff(a, b);
  const model = valueDiff(a.model, b.model);
  const knowledgeBase = valueDiff(a.kbVersionHash, b.kbVersionHash);
  return {
    ...(prompt && { prompt }),
    ...(model && { model }),
    parameters: parameterDiff(a.modelParams, b.modelParams),
    tools: toolDiff(a.tools, b.tools),
    ...(knowledgeBase && { knowledgeBase }),
    unknown: CONFIG_FIELDS.filter((field) => isKnown(a, field) !== isKnown(b, field)),
  };
}

/** Which parts differ, in the order in which people read them. */
export function changedFields(diff: VersionDiff): ConfigField[] {
  const { added, removed, changed } = diff.tools;
  const differs: Record<ConfigField, boolean> = {
    prompt: diff.prompt !== undefined,
    model: diff.model !== undefined,
    parameters: diff.parameters.length > 0,
    tools: added.length + removed.length + changed.length > 0,
    'knowledge base': diff.knowledgeBase !== undefined,
  };
  return CONFIG_FIELDS.filter((field) => differs[field]);
}

/** What is known of a version from several tellings of it: the first that tells a part counts. */
export function mergedConfig(configs: readonly AgentConfig[]): AgentConfig {
  return Object.assign({}, ...[...configs].reverse()) as AgentConfig;
}

function isKnown(config: AgentConfig, field: ConfigField): boolean {
  switch (field) {
    case 'prompt':
      return config.prompt !== undefined || config.promptHash !== undefined;
    case 'model':
      return config.model !== undefined;
    case 'parameters':
      return config.modelParams !== undefined;
    case 'tools':
      return config.tools !== undefined;
    case 'knowledge base':
      return config.kbVersionHash !== undefined;
  }
}

/** Equal where the hashes or the texts are: a hash is as its platform makes it, and a text may be filled in for each call. */
function promptDiff(a: AgentConfig, b: AgentConfig): VersionDiff['prompt'] {
  const hashes = [a.promptHash, b.promptHash] as const;
  const texts = [a.prompt?.trimEnd(), b.prompt?.trimEnd()] as const;
  const both = ([one, other]: readonly [string | undefined, string | undefined]) =>
    one !== undefined && other !== undefined;
  if (both(hashes) && hashes[0] === hashes[1]) return undefined;
  if (both(texts) && texts[0] === texts[1]) return undefined;
  const named = {
    before: hashes[0] ?? promptHashOf(texts[0] ?? ''),
    now: hashes[1] ?? promptHashOf(texts[1] ?? ''),
  };
  if (both(texts)) return { ...named, lines: changedLines(texts[0] as string, texts[1] as string) };
  return both(hashes) ? named : undefined;
}

/** The lines that differ, one that was reworded as a pair. */
function changedLines(before: string, now: string): ChangedLine[] {
  const [a, b] = [linesOf(before), linesOf(now)];
  const start = a.findIndex((line, i) => line !== b[i]);
  const from = start === -1 ? a.length : start;
  let shared = 0;
  while (shared < Math.min(a.length, b.length) - from && a.at(-1 - shared) === b.at(-1 - shared)) shared += 1;
  const [left, right] = [a.slice(from, a.length - shared), b.slice(from, b.length - shared)];
  const changed: ChangedLine[] = [];
  let gone: string[] = [];
  let added: string[] = [];
  const close = () => {
    for (let i = 0; i < Math.max(gone.length, added.length); i += 1) {
      const [was, is] = [gone[i], added[i]];
      changed.push({ ...(was !== undefined && { before: was }), ...(is !== undefined && { now: is }) });
    }
    gone = [];
    added = [];
  };
  for (const pair of align(left, right)) {
    const [was, is] = [
      pair.a === undefined ? undefined : left[pair.a],
      pair.b === undefined ? undefined : right[pair.b],
    ];
    if (was === is) close();
    else {
      if (was !== undefined) gone.push(was);
      if (is !== undefined) added.push(is);
    }
  }
  close();
  return changed.filter((line) => (line.before ?? '').trim() !== '' || (line.now ?? '').trim() !== '');
}

function linesOf(text: string): string[] {
  return text.split(/\r\n?|\n/).map((line) => line.trimEnd());
}

function valueDiff(before: unknown, now: unknown): Changed | undefined {
  if (before === undefined || now === undefined || canonicalJson(before) === canonicalJson(now)) return undefined;
  return { before, now };
}

function parameterDiff(a: AgentConfig['modelParams'], b: AgentConfig['modelParams']): VersionDiff['parameters'] {
  if (a === undefined || b === undefined) return [];
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return names.flatMap((name) => {
    const [before, now] = [own(a, name), own(b, name)];
    if (canonicalJson(before ?? null) === canonicalJson(now ?? null)) return [];
    return [{ name, ...(before !== undefined && { before }), ...(now !== undefined && { now }) }];
  });
}

function own(record: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function toolDiff(a: AgentConfig['tools'], b: AgentConfig['tools']): VersionDiff['tools'] {
  if (a === undefined || b === undefined) return { added: [], removed: [], changed: [] };
  const [before, now] = [byId(a), byId(b)];
  const changed = [...now].flatMap(([id, tool]) => {
    const was = before.get(id);
    return was && canonicalJson(was) !== canonicalJson(tool) ? [{ id, before: was, now: tool }] : [];
  });
  return {
    added: [...now].flatMap(([id, tool]) => (before.has(id) ? [] : [tool])),
    removed: [...before].flatMap(([id, tool]) => (now.has(id) ? [] : [tool])),
    changed,
  };
}

function byId(tools: readonly ConfigTool[]): Map<string, ConfigTool> {
  return new Map(tools.map((tool) => [tool.id, tool]));
}
