import { z } from 'zod';
import { confirm, type Flow, offerPerson, pounds, type Talk, useFor } from '#demo/agent/talk.ts';
import { REFUND_LIMIT } from '#demo/agent/versions.ts';
import { findOrder, type Order } from './find-order.ts';

const DeliverySchema = z.object({ carrier: z.string(), state: z.string(), expectedOn: z.string() });

/** Says where an order is. */
export async function* whereIsMyOrder(talk: Talk): Flow {
  const order = yield* findOrder(talk);
  if (order === undefined) return;
  if (order.status === 'refunded') {
    talk.say(`Order ${order.orderId} has been refunded, so it is not on its way any more.`);
    return;
  }
  const delivery = await useFor(talk, 'track_delivery', { orderId: order.orderId }, DeliverySchema);
  if (!delivery.ok) {
    talk.say(`Order ${order.orderId} left us on ${order.placedOn}; the carrier gives no more detail today.`);
    return;
  }
  const { carrier, state, expectedOn } = delivery.result;
  talk.say(`Your ${order.items} is ${state} with ${carrier}, and should be with you by ${expectedOn}.`);
}

/** Gives the money back for an order, after a yes, and above the limit after an approval. */
export async function* refundOrder(talk: Talk): Flow {
  const order = yield* findOrder(talk);
  if (order === undefined) return;
  if (order.status === 'refunded') {
    talk.say(`Order ${order.orderId} was refunded already; the money takes up to five days to show.`);
    return;
  }
  const agreed = yield* confirm(
    talk,
    `That's ${order.items} for ${pounds(order.total)}. Shall I refund it to the way you paid?`,
  );
  if (agreed === undefined) return;
  if (agreed) yield* payBack(talk, order);
  else talk.say('All right, no refund then.');
}

async function* payBack(talk: Talk, order: Order): Flow {
  const what = { orderId: order.orderId, amount: order.total };
  const needsApproval = order.total > REFUND_LIMIT;
  const isLate = talk.version.features.refundApproval === 'afterwards_for_loyal' && isLoyal(talk);
  if (needsApproval && !isLate) {
    const approval = await talk.use('request_refund_approval', what);
    if (!approval.ok || approval.result.decision !== 'approved') {
      yield* offerPerson(talk, 'A refund of that size needs a colleague to decide, and I did not get the approval.');
      return;
    }
  }
  const refund = await talk.use(needsApproval ? 'issue_refund' : 'issue_small_refund', what);
  if (!refund.ok) {
    yield* offerPerson(talk, "I'm sorry, the refund did not go through.");
    return;
  }
  if (needsApproval && isLate) await talk.use('request_refund_approval', what);
  talk.say(`I've refunded ${pounds(order.total)}. It will be on your account within five working days.`);
}

function isLoyal(talk: Talk): boolean {
  const since = Date.parse(talk.facts.memberSince ?? '');
  return talk.now.getTime() - since >= 3 * 365 * 86_400_000;
}
