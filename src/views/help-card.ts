import type { Card, Inline } from './card.ts';

/** Emoji of ratchet.yaml by what a reaction with it does. */
export type ReactionMap = { claim: string; dismiss: string; confirm: string; promote: string };

/** Every command, with what it does; surfaces offer them while somebody types. */
export const COMMANDS: readonly { command: string; words: string }[] = [
  { command: '/promote <call or review id>', words: 'turn a failed call into a scenario' },
  { command: '/ratchet queue', words: 'my reviews and what waits for somebody' },
  { command: '/ratchet looks', words: 'a call that nothing flagged: was it fine?' },
  { command: '/ratchet digest', words: "this week's report so far" },
  { command: '/ratchet digest post', words: "post last week's again, or that of the week you name" },
  { command: '/ratchet fix', words: 'register a fix, so that its effect is measured' },
  { command: '/ratchet gate', words: 'the latest gates' },
  { command: '/ratchet patterns', words: 'what keeps coming back' },
  { command: '/ratchet suite', words: 'scenarios by tier, and which fail' },
  { command: '/ratchet suite block <scenario id>', words: 'end that it is known failing: it blocks again' },
  { command: '/ratchet status', words: 'how Ratchet itself is doing' },
  { command: '/ratchet help', words: 'this' },
];

/** Slack refuses slash commands in threads, and says little about it. */
export const IN_THREADS =
  'In a thread, where slash commands may be refused: press Promote on the card, or use the menu of its message (More actions, Promote to scenario).';

export function helpCard(reactions: ReactionMap): Card {
  const items = COMMANDS.map(({ command, words }): Inline[] => [{ code: command }, ` ${words}`]);
  const emojis = `${reactions.claim} claim · ${reactions.dismiss} not a failure · ${reactions.confirm} confirmed failure · ${reactions.promote} promote`;
  return {
    tone: 'info',
    title: 'What you can do here',
    blocks: [
      {
        type: 'text',
        parts: ['React to a card, use its buttons, or type a command. Taking a reaction back undoes only your own.'],
      },
      { type: 'text', parts: [emojis] },
      { type: 'list', items },
      { type: 'context', parts: [IN_THREADS] },
    ],
    controls: [],
    overflow: [],
    fallback: `Commands: ${COMMANDS.map(({ command }) => command).join(', ')}`,
  };
}
