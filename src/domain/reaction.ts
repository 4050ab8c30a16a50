/** What a reaction means here. */
export type ReactionAction = 'claim' | 'dismiss' | 'confirm' | 'promote';

/** Variation selectors and skin tones: the same reaction for us. */
const DRESS = /[\uFE0E\uFE0F\u{1F3FB}-\u{1F3FF}]/gu;

/** An emoji without variation selector and skin tone, so that one map serves every surface. */
export function plainEmoji(emoji: string): string {
  return emoji.trim().replace(DRESS, '');
}

/** The action of a reaction by ratchet.yaml's map; undefined for any other emoji. */
export function reactionAction(
  emoji: string,
  map: Readonly<Record<ReactionAction, string>>,
): ReactionAction | undefined {
  const plain = plainEmoji(emoji);
  return (Object.keys(map) as ReactionAction[]).find((action) => plainEmoji(map[action]) === plain);
}
