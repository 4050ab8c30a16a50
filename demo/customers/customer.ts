import { between, mulberry32, pick, type Random } from '#demo/random.ts';
import {
  AGREES,
  CARDS,
  COMPLAINTS,
  DECIDED_OPENINGS,
  EXACT_TIMES,
  GIVES_UP,
  LEAVES,
  OPENINGS,
  REFUSES,
  STREETS,
  SURPRISED,
  VAGUE_TIMES,
} from './phrasings.ts';
import type { CallPlan } from './plan-call.ts';

/** What the customer does next: says something, perhaps hanging up with it, or hangs up without a word. */
export type Move = { text?: string; hangsUp: boolean };

/** What the customer would tell a survey. */
export type Feeling = { isServed: boolean; isUpset: boolean };

export type Customer = {
  /** Takes in what the agent said. */
  hear: (agentText: string) => void;
  /** Answers what was last heard. */
  move: () => Move;
  feeling: () => Feeling;
};

type Mind = {
  plan: CallPlan;
  random: Random;
  turns: number;
  heard: string;
  numberGiven: number;
  refuses: boolean;
  hasAsideLeft: boolean;
  hasAgreed: boolean;
  wasAskedAgain: boolean;
  feeling: Feeling;
};

/** A scripted customer: pursues the plan's goal and answers what the agent asks, by what it hears. */
export function createCustomer(plan: CallPlan): Customer {
  const random = mulberry32(plan.seed ^ 0x5bd1e995);
  const mind: Mind = {
    plan,
    random,
    turns: 0,
    heard: '',
    numberGiven: 0,
    refuses: random() < 0.08,
    hasAsideLeft: random() < 0.1,
    hasAgreed: false,
    wasAskedAgain: false,
    feeling: { isServed: false, isUpset: false },
  };
  return {
    hear: (agentText) => listen(mind, agentText),
    move: () => {
      mind.turns += 1;
      if (mind.turns > 20) return { text: pick(random, GIVES_UP), hangsUp: true };
      if (mind.turns === 1)
        return { text: random() < 0.05 ? 'Hello? Can you hear me?' : opening(mind), hangsUp: false };
      return react(mind);
    },
    feeling: () => mind.feeling,
  };
}

const DONE =
  /is cancelled as of|is paused for|I've refunded|was refunded already|goes to the new address|will call you back|should be with you|gives no more detail|is written down|connecting you|at the same price|whole beans|can be given|is included|move between plans|there are three/i;

function listen(mind: Mind, heard: string): void {
  mind.heard = heard;
  if (DONE.test(heard)) mind.feeling.isServed = true;
  if (/is cancelled as of/.test(heard) && !mind.hasAgreed && mind.random() < 0.45) mind.feeling.isUpset = true;
}

/** The agent's question by its words, and the answer to it; the first that fits. */
const ANSWERS: readonly (readonly [RegExp, (mind: Mind) => Move])[] = [
  [/colleague\?/i, (mind) => says(mind.random() < 0.75 ? 'Yes, please.' : "No, don't bother.")],
  [
    /e-mail (address|it could)|other e-mail/i,
    (mind) =>
      says(
        pick(mind.random, ['It should be {email}.', '{email}', "The account's under {email}."]).replace(
          '{email}',
          mind.plan.person.email,
        ),
      ),
  ],
  [/order number|number of the order|read it out/i, giveNumber],
  [/number shall we ring/i, givePhone],
  [/day and time/i, (mind) => says(pick(mind.random, mind.plan.namesExactTime ? EXACT_TIMES : VAGUE_TIMES))],
  [
    /new address\?|house number/i,
    (mind) => says(pick(mind.random, ["It's {address}.", '{address}']).replace('{address}', address(mind.plan))),
  ],
  [
    /how many weeks/i,
    (mind) => says(pick(mind.random, ['Two weeks.', 'About a month, so four weeks.', 'For six weeks, please.'])),
  ],
  [/went wrong/i, (mind) => says(pick(mind.random, COMPLAINTS))],
  [/shall I|is that right|a yes or a no/i, decide],
  [/anything else|what is it\?/i, finish],
  [
    /didn't follow|how can I help|what else/i,
    (mind) => says(mind.wasAskedAgain ? pick(mind.random, OPENINGS.speak_to_person) : again(mind)),
  ],
];

function react(mind: Mind): Move {
  const answer = ANSWERS.find(([question]) => question.test(mind.heard))?.[1];
  return answer === undefined ? finish(mind) : answer(mind);
}

function opening(mind: Mind): string {
  const { plan, random } = mind;
  const line = pick(random, plan.isDecided ? DECIDED_OPENINGS : OPENINGS[plan.intent]);
  if (line.includes('{order}')) mind.numberGiven += 1;
  const again = plan.isRepeat ? pick(random, ['I called yesterday already. ', "It's me again. ", '']) : '';
  return (again + line)
    .replace('{order}', spokenNumber(mind))
    .replace('{weeks}', pick(random, ['two weeks', 'three weeks', 'a month']))
    .replace('{day}', pick(random, ['Monday', 'Tuesday', 'Friday']))
    .replace('{address}', address(plan));
}

function again(mind: Mind): string {
  mind.wasAskedAgain = true;
  return opening(mind);
}

function giveNumber(mind: Mind): Move {
  mind.numberGiven += 1;
  if (mind.numberGiven > mind.plan.patience) {
    mind.feeling.isUpset = true;
    return { text: pick(mind.random, GIVES_UP), hangsUp: true };
  }
  const lines =
    mind.numberGiven === 1
      ? ["It's {order}.", '{order}', 'I have it here: {order}.']
      : ['{order}.', 'As I said, {order}.', 'Again, {order}.', "It's still {order}."];
  return says(pick(mind.random, lines).replace('{order}', spokenNumber(mind)));
}

/** "misread" people give the right number at the second asking. */
function spokenNumber(mind: Mind): string {
  const { lookUp, order, channel } = mind.plan;
  const digits = order.orderId.slice(3);
  const isWrong = lookUp === 'unknown' || (lookUp === 'misread' && mind.numberGiven <= 1);
  const shown = isWrong ? String(Number(digits) + 10_000) : digits;
  return channel === 'phone' ? `L C ${shown}` : `LC-${shown}`;
}

function givePhone(mind: Mind): Move {
  const { phone } = mind.plan.person;
  const abroad = `+44 ${phone.slice(1)}`;
  const said = mind.random() < 0.2 ? abroad : phone;
  const time = mind.random() < 0.4 ? ` ${pick(mind.random, mind.plan.namesExactTime ? EXACT_TIMES : VAGUE_TIMES)}` : '';
  return says(`${pick(mind.random, ['On {phone}.', "It's {phone}.", '{phone}.']).replace('{phone}', said)}${time}`);
}

function decide(mind: Mind): Move {
  if (mind.refuses && mind.plan.intent !== 'speak_to_person') {
    mind.feeling.isServed = true;
    return says(pick(mind.random, REFUSES));
  }
  mind.hasAgreed = true;
  return says(pick(mind.random, AGREES));
}

function finish(mind: Mind): Move {
  if (mind.feeling.isUpset) {
    mind.feeling.isServed = false;
    return { text: pick(mind.random, SURPRISED), hangsUp: true };
  }
  if (mind.hasAsideLeft) {
    mind.hasAsideLeft = false;
    const isAboutMoney = mind.plan.intent === 'refund_order' || mind.plan.intent === 'pause_subscription';
    if (isAboutMoney) return says(`Can I give you a new card for the account? It's ${pick(mind.random, CARDS)}.`);
    return says(pick(mind.random, OPENINGS.plan_question));
  }
  return says(pick(mind.random, LEAVES));
}

function says(text: string): Move {
  return { text, hangsUp: false };
}

function address(plan: CallPlan): string {
  return STREETS[plan.seed % STREETS.length] ?? '12 Maple Street, Bristol BS1 4DJ';
}

/** Whether the customer answers the survey, and how, on a scale of five. */
export function surveyOf(plan: CallPlan, feeling: Feeling): { value: number; scale: 5 } | undefined {
  const random = mulberry32(plan.seed ^ 0x27d4eb2f);
  if (random() > (feeling.isUpset ? 0.5 : 0.25)) return undefined;
  if (feeling.isUpset) return { value: between(random, 1, 2), scale: 5 };
  return {
    value: feeling.isServed && plan.intent !== 'complaint' ? between(random, 4, 5) : between(random, 2, 4),
    scale: 5,
  };
}
