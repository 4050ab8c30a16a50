import { REFUND_LIMIT } from './agent/versions.ts';
import type { CallPlan } from './customers/plan-call.ts';
import { between, mulberry32, type Random } from './random.ts';

/** A tool's answer with the time it would have taken; nothing really waits. */
export type ToolResult = { result: unknown; isError: boolean; latencyMs: number };
export type Business = { answer: (tool: string, args: unknown) => ToolResult };

type Args = Readonly<Record<string, unknown>>;
type Answer = { result: unknown; isError?: boolean };
type State = { plan: CallPlan; random: Random; lookUps: number; subscription: string; refunded: boolean };

const DAY_MS = 86_400_000;

/** The shop behind the tools, as one call finds it: its customer, subscription and order. Deterministic; what a call changes ends with the call. */
export function createBusiness(plan: CallPlan): Business {
  const random = mulberry32(plan.seed ^ 0x165667b1);
  const state: State = { plan, random, lookUps: 0, subscription: 'active', refunded: false };
  return {
    answer: (tool, args) => {
      const known = Object.hasOwn(TOOLS, tool) ? TOOLS[tool] : undefined;
      const latencyMs = random() < 0.003 ? between(random, 6_500, 9_500) : between(random, 90, 700);
      const { result, isError = false } =
        known === undefined
          ? failure('unknown_tool', `There is no tool ${tool}.`)
          : known(state, isArgs(args) ? args : {});
      return { result, isError, latencyMs };
    },
  };
}

function isArgs(args: unknown): args is Args {
  return typeof args === 'object' && args !== null && !Array.isArray(args);
}

function failure(code: string, message: string): Answer {
  return { result: { error: { code, message } }, isError: true };
}

const TOOLS: Readonly<Record<string, (state: State, args: Args) => Answer>> = {
  find_customer: ({ plan: { person } }, { email }) =>
    String(email).toLowerCase() === person.email.toLowerCase()
      ? {
          result: {
            customerId: person.customerId,
            name: person.name,
            email: person.email,
            memberSince: person.memberSince,
          },
        }
      : failure('customer_not_found', 'No account has this e-mail address.'),

  get_subscription: (state, { customerId }) => {
    const { person, startedAt } = state.plan;
    if (customerId !== person.customerId) return failure('customer_not_found', 'No such customer.');
    const nextDelivery = dateAfter(startedAt, 3 + (state.plan.seed % 20));
    return {
      result: {
        subscriptionId: subscriptionOf(state),
        plan: person.plan.name,
        monthly: person.plan.monthly,
        status: state.subscription,
        nextDelivery,
      },
    };
  },

  cancel_subscription: (state, { subscriptionId }) => changeSubscription(state, subscriptionId, 'cancelled'),
  pause_subscription: (state, { subscriptionId }) => changeSubscription(state, subscriptionId, 'paused'),

  look_up_order: (state, { orderId }) => {
    const { lookUp, order, startedAt } = state.plan;
    state.lookUps += 1;
    if (lookUp === 'unavailable' || (lookUp === 'flaky' && state.lookUps === 1)) {
      return failure('system_unavailable', 'The order system did not answer in time.');
    }
    if (orderId !== order.orderId) return failure('order_not_found', 'No order has this number.');
    const placedOn = dateAfter(startedAt, -(3 + (state.plan.seed % 9)));
    return {
      result: {
        orderId,
        status: state.refunded ? 'refunded' : 'shipped',
        total: order.total,
        currency: 'GBP',
        items: order.items,
        placedOn,
      },
    };
  },

  track_delivery: (state, { orderId }) => {
    const { order, startedAt, seed } = state.plan;
    if (orderId !== order.orderId) return failure('order_not_found', 'No order has this number.');
    const where = (['out for delivery', 'at the depot', 'on its way'] as const)[seed % 3];
    return { result: { carrier: 'Swiftvan', state: where, expectedOn: dateAfter(startedAt, seed % 3) } };
  },

  request_refund_approval: ({ plan }, { orderId, amount }) => ({
    result: {
      orderId,
      amount,
      decision: plan.approval,
      decidedBy: 'refunds-desk',
      reference: `AP-${(plan.seed % 90_000) + 10_000}`,
    },
  }),

  issue_small_refund: (state, args) => refund(state, args, REFUND_LIMIT),
  issue_refund: (state, args) => refund(state, args, state.plan.order.total),

  update_address: (_state, { customerId, address }) => ({ result: { customerId, address, status: 'saved' } }),
  book_callback: ({ plan }, { phone, day, time }) => ({
    result: { bookingId: `CB-${(plan.seed % 90_000) + 10_000}`, phone, day, time, status: 'booked' },
  }),
  log_complaint: ({ plan }, { topic }) => ({
    result: { reference: `CM-${(plan.seed % 90_000) + 10_000}`, topic, status: 'open' },
  }),
};

function refund(state: State, { orderId, amount }: Args, atMost: number): Answer {
  if (orderId !== state.plan.order.orderId) return failure('order_not_found', 'No order has this number.');
  if (typeof amount !== 'number' || amount > atMost)
    return failure('amount_too_high', `This tool refunds at most ${atMost}.`);
  if (state.refunded) return failure('already_refunded', 'This order was refunded already.');
  state.refunded = true;
  return {
    result: {
      refundId: `RF-${(state.plan.seed % 90_000) + 10_000}`,
      orderId,
      amount,
      currency: 'GBP',
      status: 'issued',
    },
  };
}

function changeSubscription(state: State, subscriptionId: unknown, status: string): Answer {
  if (subscriptionId !== subscriptionOf(state)) return failure('subscription_not_found', 'No such subscription.');
  if (state.subscription !== 'active')
    return failure('not_active', `The subscription is ${state.subscription} already.`);
  state.subscription = status;
  return { result: { subscriptionId, status, effectiveOn: dateAfter(state.plan.startedAt, 0) } };
}

function subscriptionOf(state: State): string {
  return `SUB-${state.plan.person.customerId.slice(2)}`;
}

function dateAfter(moment: Date, days: number): string {
  return new Date(moment.getTime() + days * DAY_MS).toISOString().slice(0, 10);
}
