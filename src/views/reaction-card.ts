import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { Review } from '#src/domain/review.ts';
import type { Block, Card, Control } from './card.ts';
import { modeOptions, type TagChoice } from './tag-form.ts';

type Reviewed = Pick<Review, 'id' | 'version' | 'reason' | 'scenarioId'>;

/** How many failure modes stand in the choice; the form behind "More…" has all of them. */
const SHOWN = 10;

/** ❌ opens no form: the one who reacted chooses here among the likeliest failure modes, or opens the form with all. */
export function chooseModeCard(review: Reviewed, choice: Pick<TagChoice, 'modes' | 'suggested' | 'used'>): Card {
  const options = modeOptions(choice.modes, choice.suggested, choice.used).slice(0, SHOWN);
  // The version is the one seen: somebody else's verdict in between is not overwritten.
  const subject = `review:${review.id}@${review.version}`;
  const pick: Block[] =
    options.length === 0 ? [] : [{ type: 'pick', label: 'Failure mode', control: 'tag_as', subject, options }];
  const more: Control = { id: 'tag', label: 'More…', subject: `review:${review.id}` };
  return privateCard(review, 'Which failure is it?', pick, more);
}

/** 📌 opens no form either: the one who reacted gets the button that does. */
export function promoteCard(review: Reviewed): Card {
  const subject = `review:${review.id}`;
  return privateCard(review, 'Make it a scenario?', [], {
    id: 'promote',
    label: 'Open the promote form',
    subject,
    style: 'primary',
  });
}

function privateCard(review: Reviewed, title: string, more: readonly Block[], control: Control): Card {
  const about: Block = { type: 'context', parts: [`${review.id} · ${cut(cleanText(review.reason), 120)}`] };
  return {
    tone: 'info',
    title,
    blocks: [about, ...more],
    controls: [control],
    overflow: [],
    fallback: `${title} ${review.id}`,
  };
}
