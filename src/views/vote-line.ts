import { cleanText } from '#src/domain/plain-text.ts';
import type { Inline } from './card.ts';

/** What somebody thinks of a review, said by a reaction or a click. */
export type CardVote = { actorId: string; actorName: string; vote: 'claim' | 'confirm' | 'dismiss' | 'promote' };

/** Who agrees and who does not: "2 agree that it is a failure: Ann, Bo"; undefined while at most one person spoke. */
export function voteLine(votes: readonly CardVote[]): Inline[] | undefined {
  const yes = votes.filter(({ vote }) => vote === 'confirm' || vote === 'promote');
  const no = votes.filter(({ vote }) => vote === 'dismiss');
  if (unique(yes).length > 0 && unique(no).length > 0) {
    return [{ bold: 'Disagreement. ' }, 'A failure: ', ...people(yes), ' · Not a failure: ', ...people(no)];
  }
  const same = yes.length > 0 ? yes : no;
  if (unique(same).length < 2) return undefined;
  return [
    `${unique(same).length} agree that it is ${yes.length > 0 ? 'a failure' : 'not a failure'}: `,
    ...people(same),
  ];
}

function unique(votes: readonly CardVote[]): CardVote[] {
  return votes.filter((vote, i) => votes.findIndex((other) => other.actorId === vote.actorId) === i);
}

function people(votes: readonly CardVote[]): Inline[] {
  return unique(votes).flatMap(({ actorId, actorName }, i): Inline[] => [
    ...(i > 0 ? [', '] : []),
    { person: cleanText(actorName), id: actorId },
  ]);
}
