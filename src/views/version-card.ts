import type { AgentVersion } from '#src/domain/agent-version.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { count, counted } from '#src/domain/rate-words.ts';
import type { VersionDiff } from '#src/domain/version-diff.ts';
import type { Block, Card, Control } from './card.ts';
import { pageLinks } from './page-links.ts';
import { versionDiffBlocks } from './version-diff-blocks.ts';
import { answerWords } from './version-words.ts';

export type VersionQuestion = {
  version: AgentVersion;
  /** How many of the agent's newest calls it took; `isAll`: of all since its first one. */
  taken: { calls: number; of: number; isAll: boolean };
  previous?: { version: string; diff: VersionDiff };
  baseUrl: string;
};

/** Asks about a version that takes calls though nobody announced it; once somebody answered it is one line that says who. */
export function versionCard({ version, taken, previous, baseUrl }: VersionQuestion): Card {
  const name = cut(cleanText(`${version.agent} ${version.version}`), 100);
  const answered = answerWords(version);
  if (answered !== undefined) {
    const title = `${name}: ${answered}`;
    return { tone: 'muted', title, blocks: [], controls: [], overflow: [], fallback: title };
  }
  const n = taken.isAll ? counted(taken.calls, 'call') : `${count(taken.calls)} of the last ${count(taken.of)} calls`;
  const title = `${name} has answered ${n}; nobody announced it`;
  const links = pageLinks(baseUrl);
  const blocks: Block[] = [
    {
      type: 'context',
      parts: [
        'First call ',
        { time: version.firstSeenAt ?? version.noticedAt },
        ' · ',
        { link: 'all versions', href: links.versions(version.agent) },
      ],
    },
    ...(previous ? diffBlocks(previous, version, links) : []),
    {
      type: 'text',
      parts: ['Fixes are judged by what came before and after a go-live. Say when it went live, or what it mends.'],
    },
  ];
  return {
    tone: 'info',
    title,
    blocks,
    controls: versionControls(version.id),
    overflow: [],
    fallback: title,
  };
}

function diffBlocks(
  { version: from, diff }: NonNullable<VersionQuestion['previous']>,
  { agent, version: to }: AgentVersion,
  links: ReturnType<typeof pageLinks>,
): Block[] {
  return versionDiffBlocks(diff, { from, to, href: links.versionDiff(agent, from, to) });
}

/** What a person may do about a version that nobody announced. */
export function versionControls(versionId: string): Control[] {
  const subject = `version:${versionId}`;
  return [
    { id: 'version_live', label: 'It went live then…', subject, style: 'primary' },
    { id: 'register_fix', label: 'Register a fix', subject },
    { id: 'ignore_version', label: 'Ignore', subject },
  ];
}
