import type { Person } from '#src/domain/actor.ts';
import { isoWeek, previousWeek } from '#src/domain/week.ts';
import { noticeCard } from '#src/views/notice-card.ts';
import { postedWords } from '#src/views/posted-words.ts';
import type { Answer } from './answer.ts';
import type { World } from './create-interactions.ts';

/** `/ratchet digest post [2026-W47]`, or `again`, which is the same: the last whole week unless one is named. */
export async function postDigest(
  { deps, verbs }: World,
  actor: Person,
  [what = '', named]: readonly string[],
): Promise<Answer> {
  if (!['post', 'again'].includes(what.toLowerCase())) {
    const words = 'Write /ratchet digest, or /ratchet digest post 2026-W47 to post that week again.';
    return { kind: 'private', card: noticeCard('info', 'Which digest?', words) };
  }
  const week = (named ?? previousWeek(isoWeek(deps.runtime.now(), deps.policy.timeZone))).toUpperCase();
  const posted = await verbs.postWeeklyReport(actor, { week });
  return { kind: 'done', note: postedWords(posted) };
}
