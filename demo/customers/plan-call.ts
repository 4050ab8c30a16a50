import type { Intent } from '#demo/agent/understand.ts';
import { between, hash32, mulberry32, pick, type Random, weighted } from '#demo/random.ts';
import { type Person, POPULATION, personOf } from './people.ts';

/** What makes a call what it is, decided before anybody speaks and whatever version of the agent answers. */
export type CallPlan = {
  number: number;
  person: Person;
  intent: Intent;
  channel: 'phone' | 'chat';
  startedAt: Date;
  /** Signed in on the site, or calling from the number we know. */
  isKnown: boolean;
  /** Wants no talk before it is done. */
  isDecided: boolean;
  /** Names a clock time for a call-back. */
  namesExactTime: boolean;
  order: { orderId: string; total: number; items: string };
  /** How the order system takes the look-up: "misread" = the customer gives a wrong number first; "unknown" = it stays wrong. */
  lookUp: 'works' | 'unavailable' | 'flaky' | 'misread' | 'unknown';
  approval: 'approved' | 'declined';
  /** How often the customer repeats themselves. */
  patience: number;
  isRepeat: boolean;
  /** Seeds everything that the customer chooses to say. */
  seed: number;
};

const INTENT_WEIGHTS: Readonly<Record<Intent, number>> = {
  where_is_my_order: 20,
  cancel_subscription: 17,
  refund_order: 15,
  callback_request: 12,
  plan_question: 10,
  pause_subscription: 9,
  change_address: 8,
  complaint: 5,
  speak_to_person: 4,
};
const LOOK_UPS = { works: 79, unavailable: 7, flaky: 4, misread: 4, unknown: 6 };
const WEEKDAYS = [0.65, 1.25, 1.1, 1, 1, 1, 0.85];
const DAY_MS = 86_400_000;
const OPENS_MINUTE = 8 * 60;
const OPEN_MINUTES = 12 * 60;

/** How many customers call on that day: about 60, most on Mondays, fewest on Sundays. */
export function callsOn(day: Date, seed: number): number {
  const random = mulberry32(hash32(seed, 'day', dayName(day)));
  return Math.round(61 * (WEEKDAYS[day.getUTCDay()] ?? 1) * (0.88 + 0.24 * random()));
}

/** The day's calls in the order in which they come in. Some are by people who called the day before about the same thing. */
export function planDay(day: Date, seed: number, count: number): CallPlan[] {
  const dayBefore = new Date(day.getTime() - DAY_MS);
  const before = Math.min(count, callsOn(dayBefore, seed));
  const plans = Array.from({ length: count }, (_, slot) => {
    const random = mulberry32(hash32(seed, 'repeat', dayName(day), slot));
    if (before === 0 || random() > 0.035) return planCall(day, seed, slot);
    const earlier = planCall(dayBefore, seed, between(random, 0, before - 1));
    const { startedAt, seed: own } = planCall(day, seed, slot);
    return { ...earlier, startedAt, seed: own, isRepeat: true };
  });
  plans.sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
  return plans.map((plan, number) => ({ ...plan, number: number + 1 }));
}

function planCall(day: Date, seed: number, slot: number): CallPlan {
  const own = hash32(seed, 'call', dayName(day), slot);
  const random = mulberry32(own);
  const intent = weighted(random, INTENT_WEIGHTS);
  return {
    number: 0,
    person: personOf(seed, between(random, 0, POPULATION - 1)),
    intent,
    channel: random() < 0.6 ? 'phone' : 'chat',
    startedAt: momentOf(day, random),
    isKnown: random() < 0.7,
    isDecided: intent === 'cancel_subscription' && random() < 0.17,
    namesExactTime: random() >= 0.2,
    order: orderOf(random),
    lookUp: weighted(random, LOOK_UPS),
    approval: random() < 0.93 ? 'approved' : 'declined',
    patience: between(random, 3, 5),
    isRepeat: false,
    seed: own,
  };
}

function orderOf(random: Random): CallPlan['order'] {
  const [items, low, high] = pick(random, [
    ['two bags of House Roast', 19, 23],
    ['a hand grinder', 44, 69],
    ['six bags for the office', 52, 64],
    ['a bag of Small Cup', 11, 13],
    ['a cafetiere and filters', 41, 58],
    ['three bags of decaf', 27, 34],
  ] as const);
  return { orderId: `LC-${between(random, 20_000, 79_999)}`, total: between(random, low, high) + 0.5, items };
}

function momentOf(day: Date, random: Random): Date {
  const minutes = OPENS_MINUTE + ((random() + random()) / 2) * OPEN_MINUTES;
  return new Date(Date.parse(dayName(day)) + Math.floor(minutes * 60) * 1_000);
}

/** "2026-09-01" */
export function dayName(day: Date): string {
  return day.toISOString().slice(0, 10);
}
