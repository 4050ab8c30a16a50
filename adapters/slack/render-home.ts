import type { Card } from '#src/views/card.ts';
import { LIMITS } from './block-limits.ts';
import type { SlackBlock } from './render-block.ts';
import { mergedBlocks } from './render-card.ts';
import { actionIds, button } from './render-controls.ts';
import type { View } from './render-form.ts';
import { plainText } from './slack-text.ts';

/** A home view: the card's rows and controls over up to 100 blocks, its title on top. */
export function renderHome(card: Card): View {
  const ids = actionIds();
  const controls = [...card.controls, ...card.overflow].slice(0, LIMITS.actions).map((control) => button(control, ids));
  const blocks: SlackBlock[] = [
    { type: 'header', text: plainText(card.title, LIMITS.header) },
    ...mergedBlocks(card.blocks, ids, {}),
  ];
  const room = LIMITS.viewBlocks - (controls.length > 0 ? 1 : 0);
  return {
    type: 'home',
    blocks: [...blocks.slice(0, room), ...(controls.length > 0 ? [{ type: 'actions', elements: controls }] : [])],
  };
}
