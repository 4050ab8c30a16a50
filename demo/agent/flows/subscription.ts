import { z } from 'zod';
import { ask, confirm, type Flow, identify, offerPerson, pounds, type Talk, useFor } from '#demo/agent/talk.ts';

const SubscriptionSchema = z.object({
  subscriptionId: z.string(),
  plan: z.string(),
  monthly: z.number(),
  status: z.string(),
  nextDelivery: z.string(),
});
type Subscription = z.output<typeof SubscriptionSchema>;

/** Ends a subscription, after a yes. */
export async function* cancelSubscription(talk: Talk): Flow {
  const subscription = yield* activeSubscription(talk);
  if (subscription === undefined) return;
  const { subscriptionId, plan, monthly, nextDelivery } = subscription;
  const mayAsk = talk.version.features.confirmCancel === 'always' || !talk.facts.saidDecided;
  if (mayAsk) {
    const line = `That ends your ${plan} at ${pounds(monthly)} a month, and the delivery on ${nextDelivery} won't come. Shall I cancel it?`;
    const agreed = yield* confirm(talk, line);
    if (agreed === undefined) return;
    if (!agreed) {
      talk.say('All right, nothing is changed. Your subscription goes on as it is.');
      return;
    }
  }
  const done = await talk.use('cancel_subscription', { subscriptionId });
  if (done.ok) talk.say(`Your ${plan} is cancelled as of today. I've sent you a message that says so.`);
  else yield* offerPerson(talk, "I'm sorry, I could not cancel it just now.");
}

/** Holds deliveries for some weeks, after a yes. */
export async function* pauseSubscription(talk: Talk): Flow {
  const first = talk.pending?.weeks;
  talk.pending = undefined;
  const subscription = yield* activeSubscription(talk);
  if (subscription === undefined) return;
  const weeks = first ?? (yield* ask(talk, 'For how many weeks would you like to pause?', (heard) => heard.weeks));
  if (weeks === undefined) return;
  const length = weeks === 1 ? 'one week' : `${weeks} weeks`;
  const agreed = yield* confirm(
    talk,
    `I'll hold your ${subscription.plan} for ${length}, and it starts again by itself. Is that right?`,
  );
  if (agreed === undefined) return;
  if (!agreed) {
    talk.say('All right, nothing is changed.');
    return;
  }
  const done = await talk.use('pause_subscription', { subscriptionId: subscription.subscriptionId, weeks });
  if (done.ok) talk.say(`Done, your ${subscription.plan} is paused for ${length}.`);
  else yield* offerPerson(talk, "I'm sorry, I could not pause it just now.");
}

async function* activeSubscription(talk: Talk): Flow<Subscription | undefined> {
  const customerId = yield* identify(talk);
  if (customerId === undefined) return undefined;
  const found = await useFor(talk, 'get_subscription', { customerId }, SubscriptionSchema);
  if (!found.ok) {
    yield* offerPerson(talk, "I'm sorry, I can't reach your subscription just now.");
    return undefined;
  }
  const subscription = found.result;
  if (subscription.status === 'active') return subscription;
  talk.say(`I can see your ${subscription.plan} is ${subscription.status} already, so there is nothing left to do.`);
  return undefined;
}
