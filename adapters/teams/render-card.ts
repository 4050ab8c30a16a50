import type { Card, Tone } from '#src/views/card.ts';
import { escapedMarkdown, plain } from './plain.ts';
import { renderBlock } from './render-block.ts';
import { renderControls } from './render-controls.ts';
import { renderLine } from './render-inline.ts';
import type { Json, Scene } from './scene.ts';

/** Teams takes about 100 KB a message; the activity around the card takes some. Bytes of JSON. */
export const CARD_BYTES = 80_000;
export const ADAPTIVE = 'application/vnd.microsoft.card.adaptive';

/** A shape for each tone, so that colour is never alone. */
const MARKS: Record<Tone, string> = { critical: '▲', warning: '◆', info: '●', ok: '✓', muted: '○' };
const STYLES: Record<Tone, string> = {
  critical: 'attention',
  warning: 'warning',
  info: 'accent',
  ok: 'good',
  muted: 'emphasis',
};

/** A message as Adaptive Card 1.5, at most 80 KB: blocks are cut from the end, never the title and the controls. One without blocks is a single line. */
export function renderCard(card: Card, scene: Scene): Json {
  const blocks = card.blocks.map((block) => renderBlock(block, scene));
  const frame = (body: readonly Json[]): Json => ({
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    ...refreshOf(card, scene),
    fallbackText: escapedMarkdown(card.fallback, 1_000),
    msteams: { width: 'Full' },
    body: [titleOf(card, scene), ...body],
    actions: renderControls(card.controls, card.overflow, scene),
  });
  for (let kept = blocks.length; kept > 0; kept--) {
    const missing = blocks.length - kept;
    const cut =
      missing === 0 ? [] : [renderLine(['… the rest does not fit into a message.'], scene.zone, { isSubtle: true })];
    const rendered = frame([...blocks.slice(0, kept).flat(), ...cut]);
    if (bytesOf(rendered) <= CARD_BYTES) return rendered;
  }
  return frame([]);
}

/** A card as the message that carries it; `summary` is what notifications and the activity feed show. No entities: nobody is mentioned. */
export function renderMessage(card: Card, scene: Scene): Json {
  return {
    type: 'message',
    summary: plain(card.fallback, 250),
    attachments: [{ contentType: ADAPTIVE, content: renderCard(card, scene) }],
  };
}

export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function titleOf({ tone, title, blocks }: Card, { zone }: Scene): Json {
  const line = renderLine([`${MARKS[tone]}  `, { bold: title }], zone, blocks.length === 0 ? {} : { size: 'Medium' });
  return blocks.length === 0 ? line : { type: 'Container', style: STYLES[tone], bleed: true, items: [line] };
}

/** Teams asks again when somebody looks at a card that has changed since; without a list of people it asks for everybody of a small group. */
function refreshOf({ controls, overflow }: Card, scene: Scene): Json {
  const subject = [...controls, ...overflow].find((control) => control.subject.startsWith('review:'))?.subject;
  if (subject === undefined || scene.place === 'dialog' || scene.isPrivate || scene.home !== undefined) return {};
  const data = {
    ratchet: { refresh: subject, via: scene.via, ...(scene.deliveryId === undefined ? {} : { d: scene.deliveryId }) },
  };
  return { refresh: { action: { type: 'Action.Execute', verb: 'refresh', title: 'Refresh', data } } };
}
