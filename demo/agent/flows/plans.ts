import type { Flow, Talk } from '#demo/agent/talk.ts';
import type { Turn } from '#src/domain/turn.ts';

type Article = { id: string; asks: RegExp; says: string };

/** The knowledge base: the first article whose question fits; the last one fits always. */
const ARTICLES: readonly Article[] = [
  {
    id: 'kb-decaf',
    asks: /decaf/i,
    says: 'Every plan comes as decaf too, at the same price; you can switch until two days before a delivery.',
  },
  {
    id: 'kb-grind',
    asks: /gr(i|ou)nd|whole bean|espresso|filter|cafeti/i,
    says: 'We send whole beans, or ground for filter, cafetiere or espresso, as you like.',
  },
  { id: 'kb-gift', asks: /gift|present/i, says: 'Any plan can be given as a present for three, six or twelve months.' },
  {
    id: 'kb-delivery',
    asks: /deliver|ship|post/i,
    says: 'Delivery is included in every plan, and takes two to three working days.',
  },
  {
    id: 'kb-change',
    asks: /upgrade|downgrade|switch|change|move/i,
    says: 'You can move between plans at any time; the new price counts from the next delivery.',
  },
  {
    id: 'kb-plans',
    asks: /./,
    says: 'There are three: Small Cup with one bag at £11.50 a month, House Roast with two at £19.00, and Office Pot with six at £52.00.',
  },
];

/** Answers a question on plans out of the knowledge base. */
export async function* answerPlanQuestion(talk: Talk): Flow {
  const question = talk.pending?.text ?? '';
  talk.pending = undefined;
  const article = ARTICLES.find((candidate) => candidate.asks.test(question)) ?? ARTICLES.at(-1);
  if (article === undefined) return;
  const kb: Turn['kb'] = [{ id: article.id, version: talk.version.kbVersionHash }];
  talk.say(article.says, kb);
}
