import { z } from 'zod';
import { dateOf } from '#demo/agent/find-details.ts';
import { ask, confirm, type Flow, identify, offerPerson, type Talk, useFor } from '#demo/agent/talk.ts';

/** Changes the delivery address, after a yes. */
export async function* changeAddress(talk: Talk): Flow {
  const first = talk.pending?.address;
  talk.pending = undefined;
  const customerId = yield* identify(talk);
  if (customerId === undefined) return;
  const again = 'Sorry, I need house number, street and town, with the postcode if you have it.';
  const address =
    first ?? (yield* ask(talk, "What's the new address?", (heard) => heard.address ?? looseAddress(heard.text), again));
  if (address === undefined) return;
  const agreed = yield* confirm(talk, `I have ${address}. Is that right?`);
  if (agreed === undefined) return;
  if (!agreed) {
    talk.say('All right, the old address stays.');
    return;
  }
  const done = await talk.use('update_address', { customerId, address });
  if (done.ok) talk.say('Done, the next delivery goes to the new address.');
  else yield* offerPerson(talk, "I'm sorry, I could not save the new address.");
}

function looseAddress(text: string): string | undefined {
  const isLikely = /\d/.test(text) && text.trim().split(/\s+/).length >= 3 && text.length <= 200;
  return isLikely ? text.trim().replace(/[.!]$/, '') : undefined;
}

type Appointment = { phone?: string; day?: string; time?: { value: string; exact: boolean } };

/** Arranges that somebody rings the customer. */
export async function* requestCallback(talk: Talk): Flow {
  const wish: Appointment = { phone: talk.facts.phone, day: talk.pending?.day, time: talk.pending?.time };
  talk.pending = undefined;
  if (wish.phone === undefined) {
    wish.phone = yield* ask(talk, 'Which number shall we ring?', (heard) => {
      wish.day ??= heard.day;
      wish.time ??= heard.time;
      return heard.phone;
    });
    if (wish.phone === undefined) return;
  }
  if (wish.time === undefined) {
    wish.time = yield* ask(talk, 'And which day and time would suit you?', (heard) => {
      wish.day = heard.day ?? wish.day;
      return heard.time ?? (heard.day === undefined ? undefined : { value: 'any time', exact: false });
    });
    if (wish.time === undefined) return;
  }
  const { phone, time } = wish;
  const when = [spokenDay(wish.day), time.exact ? `at ${time.value}` : spoken(time.value)]
    .filter((part) => part !== undefined)
    .join(' ');
  if (talk.version.features.bookCallback === 'exact_times_only' && !time.exact) {
    talk.say(`Lovely. One of our team will call you back on ${phone} ${when}.`);
    return;
  }
  const booked = await talk.use('book_callback', { phone, day: dateOf(wish.day, talk.now), time: time.value });
  if (booked.ok) talk.say(`That's booked: one of our team will call you back on ${phone} ${when}.`);
  else yield* offerPerson(talk, "I'm sorry, I could not book that.");
}

function spokenDay(day: string | undefined): string | undefined {
  if (day === undefined || day === 'today' || day === 'tomorrow') return day;
  return `on ${day.charAt(0).toUpperCase()}${day.slice(1)}`;
}

function spoken(time: string): string {
  if (time === 'lunchtime') return 'at lunchtime';
  return /morning|afternoon|evening/.test(time) ? `in the ${time}` : time;
}

const ComplaintSchema = z.object({ reference: z.string() });

/** Takes a complaint down. */
export async function* takeComplaint(talk: Talk): Flow {
  const text = talk.pending?.text ?? '';
  talk.pending = undefined;
  const told =
    text.split(/\s+/).length >= 8
      ? text
      : yield* ask(talk, "I'm sorry to hear that. What went wrong?", (heard) =>
          heard.bye || heard.drops ? undefined : heard.text,
        );
  if (told === undefined) return;
  const topic = TOPICS.find(([, pattern]) => pattern.test(told))?.[0] ?? 'other';
  const logged = await useFor(talk, 'log_complaint', { topic, orderId: talk.facts.orderId ?? null }, ComplaintSchema);
  if (logged.ok) {
    talk.say(
      `I'm sorry about that. It is written down as ${logged.result.reference}, and a colleague writes to you within two days.`,
    );
  } else {
    yield* offerPerson(talk, "I'm sorry about that, and I could not write it down just now.");
  }
}

const TOPICS: readonly (readonly [string, RegExp])[] = [
  ['quality', /stale|taste|beans|bitter|burnt|quality|mould/i],
  ['delivery', /deliver|late|arriv|courier|parcel|driver|package/i],
  ['billing', /charge|bill|price|paid|money/i],
  ['service', /rude|call|wait|service|told|staff/i],
];
