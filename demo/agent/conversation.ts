import type { Snapshot } from '#src/domain/snapshot.ts';
import { changeAddress, requestCallback, takeComplaint } from './flows/care.ts';
import { refundOrder, whereIsMyOrder } from './flows/order.ts';
import { answerPlanQuestion } from './flows/plans.ts';
import { cancelSubscription, pauseSubscription } from './flows/subscription.ts';
import { type Flow, offerPerson, type Talk } from './talk.ts';
import type { Heard, Intent } from './understand.ts';

const FLOWS: Readonly<Record<Exclude<Intent, 'speak_to_person'>, (talk: Talk) => Flow>> = {
  cancel_subscription: cancelSubscription,
  pause_subscription: pauseSubscription,
  refund_order: refundOrder,
  where_is_my_order: whereIsMyOrder,
  change_address: changeAddress,
  callback_request: requestCallback,
  plan_question: answerPlanQuestion,
  complaint: takeComplaint,
};

/** How the whole conversation ended. */
export type Ending = 'goodbye' | 'person';

/** The conversation from greeting to end; it begins speaking before the first `yield`. */
export async function* converse(talk: Talk): Flow<Ending> {
  talk.say(greeting(talk.snapshot));
  const misses = { count: 0 };
  let heard: Heard = yield;
  for (;;) {
    talk.leave = undefined;
    if (heard.intent === 'speak_to_person') return 'person';
    const next = yield* heard.intent === undefined ? cope(talk, heard, misses) : serve(talk, heard, heard.intent);
    if (typeof next === 'string') return next;
    if (next.intent !== undefined) misses.count = 0;
    heard = next;
  }
}

/** Serves one wish, then asks for the next. */
async function* serve(talk: Talk, heard: Heard, intent: Exclude<Intent, 'speak_to_person'>): Flow<Ending | Heard> {
  talk.intent = intent;
  talk.pending = heard;
  yield* FLOWS[intent](talk);
  return yield* afterwards(talk, (dropped) =>
    dropped
      ? 'No problem, I leave it as it is. Is there anything else I can do?'
      : 'Is there anything else I can do for you?',
  );
}

/** Deals with a turn that names no wish. */
async function* cope(talk: Talk, heard: Heard, misses: { count: number }): Flow<Ending | Heard> {
  if (heard.hasCard) {
    talk.say(
      'Please never tell me a card number; you can change it safely on our site. Is there anything else I can do?',
    );
    return yield;
  }
  if (heard.bye || heard.drops || (talk.intent !== undefined && heard.no)) return goodbye(talk);
  if (talk.intent !== undefined && heard.yes) {
    talk.say('Of course. What is it?');
    return yield;
  }
  misses.count += 1;
  if (misses.count < 2) {
    talk.say("Sorry, I didn't follow. Is it about an order, your subscription, or something else?");
    return yield;
  }
  misses.count = 0;
  yield* offerPerson(talk, "I'm sorry, I don't think I can help with that.");
  return yield* afterwards(talk, () => 'All right. What else can I do for you?');
}

async function* afterwards(talk: Talk, line: (dropped: boolean) => string): Flow<Ending | Heard> {
  if (talk.leave === 'person') return 'person';
  if (talk.leave === 'bye') return goodbye(talk);
  if (talk.leave === 'other_intent' && talk.pending !== undefined) return talk.pending;
  talk.say(line(talk.leave === 'dropped'));
  return yield;
}

function goodbye(talk: Talk): Ending {
  talk.say('Thank you, and enjoy your coffee. Goodbye!');
  return 'goodbye';
}

function greeting(snapshot: Snapshot): string {
  const name = snapshot.variables?.firstName;
  const hello = typeof name === 'string' && name !== '' ? `Hello ${name}` : 'Hello';
  return `${hello}, this is the Larkfield Coffee Club. How can I help?`;
}
