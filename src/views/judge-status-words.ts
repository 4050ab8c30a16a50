import type { CriterionAgreement } from '#src/domain/judge-agreement.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { count, counted, ENOUGH } from '#src/domain/rate-words.ts';

type Facts = {
  version: string;
  today: { requests: number; cost: number };
  maxPerDay: number;
  maxCost?: number | undefined;
  owed: readonly { why: string; n: number }[];
  lastError?: string | undefined;
};

/** "12 of 2,000 requests today, cost 0.41 of 5; 3 calls owed". */
export function judgeUseWords({ today, maxPerDay, maxCost, owed }: Facts): string {
  const waiting = owed.reduce((sum, { n }) => sum + n, 0);
  const price = today.cost < 1 ? String(Number(today.cost.toPrecision(2))) : today.cost.toFixed(2);
  const cost = maxCost === undefined ? (today.cost > 0 ? `, cost ${price}` : '') : `, cost ${price} of ${maxCost}`;
  const left = waiting === 0 ? 'no call owed' : `${counted(waiting, 'call')} owed`;
  return `${count(today.requests)} of ${count(maxPerDay)} requests today${cost}; ${left}`;
}

/** What keeps the judge from answering; undefined when nothing does. */
export function judgeTroubleWords({ lastError, owed }: Facts): string | undefined {
  if (lastError !== undefined) return `The judge does not answer: ${cut(cleanText(lastError), 200)}`;
  if (owed.some(({ why }) => why === 'over_budget'))
    return "The judge is over today's budget: what it owes waits for tomorrow, or raise judge.maxPerDay or judge.maxCost in ratchet.yaml.";
  return undefined;
}

/** "resolution 41 of 50 (82 %, 69–90 %)", or the plain counts where there are too few. */
export function agreementWords({ criterion, agree }: CriterionAgreement): string {
  const { x, n, rate, low, high } = agree;
  const percent = (share: number) => Math.round(share * 100);
  const share =
    n < ENOUGH ? 'too little data for a percentage' : `${percent(rate)} %, ${percent(low)}–${percent(high)} %`;
  return `${criterion} ${count(x)} of ${count(n)} (${share})`;
}
