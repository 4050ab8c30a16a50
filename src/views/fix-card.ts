import type { Article } from '#src/domain/article.ts';
import type { Fix } from '#src/domain/fix.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { Block, Card, Inline } from './card.ts';
import { knowledgeParts } from './knowledge-parts.ts';
import { pageLinks } from './page-links.ts';

export type FixParts = {
  /** Titles of failure modes by id. */
  titles: ReadonlyMap<string, string>;
  /** Articles written for the fix, as far as who looks may see them. */
  articles: readonly Pick<Article, 'id' | 'title'>[];
  baseUrl: string;
};

/** A fix as it was registered: against what, where, by whom, with what expectation and proof, and the knowledge written for it. */
export function fixCard(fix: Fix, parts: FixParts): Card {
  const title = `${fix.id} · ${cut(cleanText(fix.title), 140)}`;
  const articleLink = pageLinks(parts.baseUrl).article;
  const knowledge = knowledgeParts(parts.articles.map(({ id, title }) => ({ id, title, href: articleLink(id) })));
  const blocks: Block[] = [
    { type: 'fields', fields: fieldsOf(fix, parts) },
    ...(fix.note ? [{ type: 'text', parts: [cut(cleanText(fix.note), 600)] } as const] : []),
    ...(knowledge.length > 0 ? [{ type: 'context', parts: ['Knowledge: ', ...knowledge] } as const] : []),
    ...(fix.endedAt
      ? [
          {
            type: 'context',
            parts: [
              `Rolled back to ${cut(cleanText(fix.rolledBackTo ?? ''), 60)} · ${cleanText(fix.endedBy ?? '')} · `,
              { time: fix.endedAt },
            ],
          } as const,
        ]
      : []),
  ];
  const subject = `fix:${fix.id}`;
  return {
    tone: fix.endedAt ? 'muted' : 'info',
    title,
    blocks,
    controls: fix.endedAt ? [] : [{ id: 'rollback', label: 'Register a rollback…', subject }],
    overflow: [],
    fallback: title,
  };
}

function fieldsOf(fix: Fix, { titles, baseUrl }: FixParts) {
  const links = pageLinks(baseUrl);
  const scenarios = fix.scenarioIds.flatMap((id, i): Inline[] => [
    ...(i === 0 ? [] : [', ']),
    { link: id, href: links.scenario(id) },
  ]);
  const fields: [label: string, value: readonly Inline[]][] = [
    ['Against', [fix.failureModes.map((mode) => cleanText(titles.get(mode) ?? mode)).join(', ')]],
    [fix.agents.length === 1 ? 'Agent' : 'Agents', [cut(fix.agents.map(cleanText).join(', '), 200)]],
    ['Changed', [fix.kind]],
    ['Version', [cut(cleanText(fix.version), 60)]],
    ['Live since', [{ time: fix.liveAt }, fix.share < 1 ? `, for ${percent(fix.share)} of the traffic` : '']],
    ['Owner', [cut(cleanText(fix.ownerName), 80)]],
    ['Expected', [expectedWords(fix.expectedDrop)]],
    ['Proved by', scenarios.length > 0 ? scenarios : ['no scenario named']],
  ];
  return fields.map(([label, value]) => ({ label, value }));
}

function expectedWords(drop: number | undefined): string {
  if (drop === undefined) return 'nothing said';
  return drop === 1 ? 'no such call any more' : `${percent(drop)} fewer such calls`;
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}
