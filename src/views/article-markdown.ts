import type { Article } from '#src/domain/article.ts';

/** An article as a Markdown file: where it comes from stands in front, as knowledge bases read it. */
export function articleMarkdown(article: Article): string {
  const facts = [
    ['id', article.id],
    ['agent', article.agent],
    ['call', article.callId],
    ...(article.fixId === undefined ? [] : [['fix', article.fixId]]),
    ['written_by', article.writtenBy],
    ['updated', article.updatedAt.toISOString()],
  ];
  const front = facts.map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `---\n${front.join('\n')}\n---\n\n# ${article.title.replace(/\s+/g, ' ')}\n\n${article.body.trim()}\n`;
}
