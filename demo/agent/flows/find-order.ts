import { z } from 'zod';
import { ask, type Flow, offerPerson, type Talk, useFor } from '#demo/agent/talk.ts';
import { OLD_SHOP_FROM } from '#demo/agent/versions.ts';

const OrderSchema = z.object({
  orderId: z.string(),
  status: z.string(),
  total: z.number(),
  items: z.string(),
  placedOn: z.string(),
});
export type Order = z.output<typeof OrderSchema>;

const LOOP_LINE = "I'm sorry, I can't see that order just yet. Could you give me the order number once more?";

/** The order the customer means; undefined = not found, and what to do about it is said. No number is looked up twice, but for the loop of some versions. */
export async function* findOrder(talk: Talk): Flow<Order | undefined> {
  const tried = new Set<string>();
  let orderId = talk.facts.orderId ?? (yield* askNumber(talk, "What's the order number? It starts with LC."));
  while (orderId !== undefined) {
    const found = await useFor(talk, 'look_up_order', { orderId: numberFor(talk, orderId) }, OrderSchema);
    if (found.ok) return found.result;
    talk.facts.orderId = undefined;
    tried.add(orderId);
    if (talk.version.features.retryLookUpOn.includes(found.code)) {
      orderId = yield* askNumber(talk, LOOP_LINE);
      continue;
    }
    if (found.code !== 'order_not_found' || tried.size > 1) break;
    orderId = yield* askNumber(
      talk,
      `I can't find an order ${orderId}. Could you check the number and read it out again?`,
    );
    if (orderId !== undefined && tried.has(orderId)) break;
  }
  if (orderId !== undefined) yield* offerPerson(talk, "I'm sorry, I can't get at that order at the moment.");
  return undefined;
}

/** The number as it is looked up. */
function numberFor({ version }: Talk, orderId: string): string {
  const digits = orderId.replace(/^LC-/, '');
  return version.features.orderNumbers === 'old_shop_bare' && Number(digits) >= OLD_SHOP_FROM ? digits : orderId;
}

async function* askNumber(talk: Talk, line: string): Flow<string | undefined> {
  const again =
    'Sorry, I need the number of the order, for example LC-40312. It stands in the subject of the e-mail we sent.';
  return yield* ask(talk, line, (heard) => heard.orderId, again);
}
