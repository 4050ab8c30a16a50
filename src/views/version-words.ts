import type { ConfigField } from '#src/domain/agent-config.ts';
import type { AgentVersion } from '#src/domain/agent-version.ts';
import type { Deployment } from '#src/domain/fix.ts';
import { isLiveAt, shareWords } from '#src/domain/live-spans.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';

const NOUNS: Record<ConfigField, string> = {
  prompt: 'prompts',
  model: 'models',
  parameters: 'sets of parameters',
  tools: 'sets of tools',
  'knowledge base': 'knowledge bases',
};
const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six'];

/** "Calls of v14 came with two prompts": what calls told under a name though it is another; undefined where all agree. */
export function conflictWords(
  version: string,
  conflicts: readonly { fields: readonly ConfigField[] }[],
): string | undefined {
  const fields = [...new Set(conflicts.flatMap((one) => one.fields))];
  if (fields.length === 0) return undefined;
  const told = fields.map((field) => {
    const n = conflicts.filter((one) => one.fields.includes(field)).length + 1;
    return `${NUMBERS[n] ?? n} ${NOUNS[field]}`;
  });
  return `Calls of ${cut(cleanText(version), 60)} came with ${told.join(' and ')}`;
}

/** "live", "live for 10 % of the traffic", "ended", "planned". */
export function stateWords(deployment: Deployment, now: Date): string {
  if (deployment.liveAt > now) return 'planned';
  if (!isLiveAt(deployment, now)) return 'ended';
  return deployment.share === 1 ? 'live' : `live for ${shareWords(deployment.share)}`;
}

/** "announced by ann"; undefined while nobody answered. */
export function answerWords({
  announcedBy,
  ignoredBy,
}: Pick<AgentVersion, 'announcedBy' | 'ignoredBy'>): string | undefined {
  if (announcedBy !== undefined) return `announced by ${cut(cleanText(announcedBy), 80)}`;
  return ignoredBy === undefined ? undefined : `nobody announced it, and ${cut(cleanText(ignoredBy), 80)} ignores that`;
}
