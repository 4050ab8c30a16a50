import { html } from 'hono/html';
import type { Html, Scene } from '#adapters/web/html.ts';
import { keepTogether } from '#adapters/web/keep-together.ts';
import { renderControls } from '#adapters/web/render-card.ts';
import { showTime } from '#adapters/web/show-time.ts';
import type { Article } from '#src/domain/article.ts';
import { pageLinks } from '#src/views/page-links.ts';

/** What the agent lacked in a call, as it was written; its Markdown is data, not markup. */
export function articlePage(article: Article, reviewId: string | undefined, scene: Scene): Html {
  const { id, title, body, callId, agent, fixId, writtenBy, updatedAt } = article;
  const rewrite = { id: 'write_article', label: 'Rewrite…', subject: `review:${reviewId}` } as const;
  return html`<div class="page"><header class="page-head"><p class="crumbs"><a href="${pageLinks('').call(callId)}">${reviewId ?? 'The call'}</a></p><h1>${title}</h1>
      <p class="context">${keepTogether(id)} · ${agent} · ${fixId === undefined ? 'not part of a fix yet' : keepTogether(`part of ${fixId}`)} · by ${writtenBy} · ${showTime(updatedAt, scene)}</p></header>
    <pre class="prompt" tabindex="0">${body}</pre>
    <section class="panel"><p><a href="${pageLinks('').article(id)}/markdown">Download as Markdown</a></p>${renderControls({ controls: reviewId === undefined ? [] : [rewrite], overflow: [] })}</section></div>`;
}
