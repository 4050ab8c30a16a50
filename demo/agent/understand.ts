import {
  findAddress,
  findCallTime,
  findDay,
  findEmail,
  findOrderId,
  findPhone,
  findWeeks,
  hasCardNumber,
} from './find-details.ts';

export const INTENTS = [
  'speak_to_person',
  'refund_order',
  'callback_request',
  'pause_subscription',
  'cancel_subscription',
  'change_address',
  'where_is_my_order',
  'complaint',
  'plan_question',
] as const;
export type Intent = (typeof INTENTS)[number];

/** Tried in the order of INTENTS, the first that fits wins: a refund for stale beans is a refund, not a complaint. */
const RULES: Readonly<Record<Intent, RegExp>> = {
  speak_to_person:
    /\b(human|real person|representative|operator|supervisor|manager|(speak|talk) (to|with) (a|an|some|your) ?(one|body|person|colleague|agent|human|member)|someone real)\b/i,
  refund_order:
    /\b(refund|money back|reimburse|charged (me )?twice|double charge|send (it|this|them) back|return (it|this|my|the))\b|\bcancel\b.{0,20}\border\b/i,
  callback_request:
    /\bcall-?backs?\b|\b(call|ring|phone) me\b|\b(call|ring|phone) back\b|\bgive me a (call|ring|bell)\b/i,
  pause_subscription: /\b(paus(e|ing)|skip|on hold|freeze|suspend)\b|\baway (for|until)\b/i,
  cancel_subscription:
    /\bunsubscribe\b|\b(cancel|end|terminate|quit|stop|close|leave|done with)\b.{0,40}\b(subscription|membership|plan|account|club|deliver(y|ies)|coffee|everything|it)\b|\b(subscription|membership|plan|account)\b.{0,20}\b(ended|cancelled|closed|stopped)\b/i,
  change_address:
    /\b(new|my|change|update|different|wrong|old|delivery|correct) address\b|\b(moved|moving) (house|home|flat|to|out|next|last)\b|\bpostcode\b/i,
  where_is_my_order:
    /\bwhere('s| is| are|'re| my)\b|\btrack(ing)?\b|\b(hasn't|has not|haven't|not|never|nothing) (\w+ )?(arrived|come|turned up|received|showed up|been delivered)\b|\b(order|parcel|package|delivery)\b.{0,30}\b(late|missing|lost|status|overdue|today)\b|\bwhen (will|does|is)\b.{0,30}\b(order|parcel|package|delivery|coffee)\b/i,
  complaint:
    /\b(complain(t|ing)?|unacceptable|disappoint(ed|ing)|terrible|awful|appalling|rude|stale|shambles|not good enough|fed up)\b/i,
  plan_question:
    /\b(plans?|prices?|costs?|how much|upgrade|downgrade|decaf|difference|includes?d?|roasts?|grind|ground)\b/i,
};

const NO = /\b(no|nope|nah|not|don't|do not|never|wait|hold on|stop|rather not|leave it)\b/i;
const YES =
  /^\W*(oh |well |um |and |er )?(yes|yeah|yep|yup|aye|sure|please do|go ahead|go on|do it|absolutely|of course|correct|confirmed|definitely|sounds good|that works|that'?s (right|correct|it|fine|the one))\b|^\W*(ok|okay|fine|perfect|great|right)( please| then| yes)?\W*$/i;
const HESITATES = /\b(wait|hold on|actually|not yet|but first)\b/i;
const BYE =
  /\b(bye|goodbye|that'?s (all|everything|it for)|nothing else|no,? thanks?( you)?|have a (good|nice|lovely)|cheers)\b/i;
const DROP = /\b(never ?mind|forget (it|about it)|changed my mind|leave it|doesn't matter)\b/i;
const DECIDED =
  /\b(made up my mind|right now|right away|immediately|straight ?away|no questions|don't try to|i'm certain|today,? no|final|just get it done)\b/i;

/** What one customer turn means to the agent. Several may be set at once; nothing set = not understood. */
export type Heard = {
  text: string;
  intent?: Intent;
  yes: boolean;
  no: boolean;
  bye: boolean;
  drops: boolean;
  decided: boolean;
  hasCard: boolean;
  email?: string;
  phone?: string;
  orderId?: string;
  address?: string;
  weeks?: number;
  day?: string;
  /** "15:00", or the words for a vague one ("afternoon"). */
  time?: { value: string; exact: boolean };
};

/** Reads a customer turn by rules; anything may be said, so nothing here throws. */
export function understand(said: string): Heard {
  const text = said.slice(0, 2_000).replace(/[\u2018\u2019]/g, "'");
  const intent = INTENTS.find((name) => RULES[name].test(text));
  const startsWithYes = YES.test(text);
  const isTornYes = startsWithYes && HESITATES.test(text);
  return {
    text,
    intent,
    no: !startsWithYes && NO.test(text),
    yes: startsWithYes && !isTornYes,
    bye: BYE.test(text),
    drops: DROP.test(text),
    decided: DECIDED.test(text),
    hasCard: hasCardNumber(text),
    email: findEmail(text),
    phone: findPhone(text),
    orderId: findOrderId(text),
    address: findAddress(text),
    weeks: findWeeks(text),
    day: findDay(text),
    time: findCallTime(text),
  };
}
