/** What Slack refuses above (https://docs.slack.dev/reference/block-kit). Lengths in UTF-16 units, the stricter way to count. */
export const LIMITS = {
  /** Blocks of a message, and of a card with controls: a channel's height is dear. */
  messageBlocks: 50,
  cardBlocks: 12,
  viewBlocks: 100,
  /** Characters over all blocks. Slack says msg_blocks_too_long at about 13,000, though each block is legal. */
  messageText: 8_000,
  header: 150,
  section: 3_000,
  context: 2_000,
  fields: 10,
  field: 2_000,
  actions: 25,
  buttonText: 75,
  buttonValue: 2_000,
  /** Entries of a "…" menu. */
  overflow: 5,
  options: 100,
  checkboxes: 10,
  optionText: 75,
  optionValue: 75,
  placeholder: 150,
  label: 2_000,
  input: 3_000,
  viewTitle: 24,
  privateMetadata: 3_000,
  blockId: 255,
  altText: 2_000,
  href: 3_000,
  /** One rich_text block of ours, whatever is merged into it. */
  richText: 3_000,
  /** The plain text of a message: notifications and screen readers. */
  fallback: 1_000,
} as const;
