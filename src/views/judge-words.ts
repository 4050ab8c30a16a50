import type { Judgement } from '#src/domain/judgement.ts';
import type { CriterionScore } from '#src/domain/signal.ts';

/** What a card says where the judge was to score a call and has not; undefined where it has, or its turn has only not come yet. */
export function judgeNote({ state, why, criteria }: Pick<Judgement, 'state' | 'why' | 'criteria'>): string | undefined {
  if (state === 'judged' || why === undefined || why === 'waiting') return undefined;
  // The customer came back, say, after the judge had read the call.
  const until = criteria === undefined ? 'Scored by rules' : 'The judge has not read the newest turns';
  switch (why) {
    case 'over_budget':
      return `${until}: the judge is over today's budget; scored again tomorrow.`;
    case 'no_answer':
      return `${until}: the judge gives no answer; scored again when it does.`;
    case 'unreadable':
      return state === 'given_up'
        ? `${until}: the judge's answers could not be read.`
        : `${until}: the judge's answer could not be read; it is asked again.`;
    case 'too_late':
      return `${until}: the judge did not come to this call in time.`;
  }
}

/** A criterion's reason with who says it, once a judge has read the call; where rule and judge differ, both. */
export function reasonWords({ reason, by, judge }: CriterionScore): string {
  if (by === undefined || judge === undefined) return reason;
  const turn = judge.turn === undefined ? '' : `, turn ${judge.turn + 1}`;
  if (by === 'judge') return `Judge${turn}: ${reason}`;
  const said = judge.score === null ? ' cannot tell.' : `, ${judge.score}: ${judge.reason}`;
  return `Rules: ${reason} Judge${said}`;
}
