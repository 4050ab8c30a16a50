import type { Snapshot } from '#src/domain/snapshot.ts';

/** What the model is run with instead of the snapshot's own. */
export type RunWith = {
  model: string;
  temperature: number;
  seed: number;
  /** Parameters that are passed on as the snapshot has them. */
  passed: readonly string[];
  /** Settings that the endpoint took not at all; known only once it was asked. */
  dropped: readonly string[];
};

/** A sentence for each thing of the snapshot, and each of our own settings, that a model without its agent runs without. */
export function notRestored(snapshot: Snapshot, runWith: RunWith): string[] {
  const { systemPrompt, promptVersion, promptHash, kbVersionHash, routing, model } = snapshot;
  const noText = (name: string, wanted: string | undefined) =>
    wanted === undefined || systemPrompt !== undefined
      ? []
      : [`${name}: wanted ${wanted}, the snapshot has no text of it`];
  return [
    ...(systemPrompt === undefined ? ['system_prompt: not in the snapshot, the model runs without one'] : []),
    ...noText('prompt_version', promptVersion),
    ...noText('prompt_hash', promptHash),
    ...(kbVersionHash === undefined ? [] : [`kb_version: wanted ${kbVersionHash}, target has none`]),
    ...(model === undefined || model === runWith.model ? [] : [`model: wanted ${model}, target runs ${runWith.model}`]),
    ...(routing === undefined ? [] : ['routing: the target has none']),
    ...toolWords(snapshot.tools),
    ...settingWords(snapshot.modelParams ?? {}, runWith),
  ].map((words) => words.slice(0, 400));
}

function toolWords(tools: Snapshot['tools'] = []): string[] {
  if (tools.length === 0) return ['tools: none in the snapshot, so the model can call none'];
  const withoutSchema = tools.filter(({ schema }) => schema === undefined).length;
  const versions = tools.flatMap(({ id, version }) => (version === undefined ? [] : [`${id} ${version}`]));
  return [
    ...(withoutSchema === 0 ? [] : [`tools: ${withoutSchema} without a schema, so the model knows only their names`]),
    ...(versions.length === 0 ? [] : [`tool versions: wanted ${versions.join(', ')}, recorded results stand for them`]),
  ];
}

/** Temperature and seed are the target's own, so that runs can be compared; what it does not pass on is told by name. */
function settingWords(params: Readonly<Record<string, unknown>>, runWith: RunWith): string[] {
  const own: Readonly<Record<string, number>> = { temperature: runWith.temperature, seed: runWith.seed };
  const isDropped = (name: string) => runWith.dropped.includes(name);
  return [
    ...Object.keys(own).flatMap((name) =>
      isDropped(name) ? [`${name}: ${wantedWords(params[name])}the model takes none, so runs may differ`] : [],
    ),
    ...Object.entries(params).flatMap(([name, wanted]) => {
      if (wanted === undefined || runWith.passed.includes(name) || isDropped(name) || own[name] === wanted) return [];
      const instead = own[name] === undefined ? 'the target does not pass it on' : `target runs ${own[name]}`;
      return [`${name.slice(0, 100)}: ${wantedWords(wanted)}${instead}`];
    }),
  ];
}

function wantedWords(wanted: unknown): string {
  return wanted === undefined ? '' : `wanted ${(JSON.stringify(wanted) ?? '').slice(0, 100)}, `;
}
