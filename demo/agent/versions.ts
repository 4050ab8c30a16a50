import { createHash } from 'node:crypto';

/** The switches in which the versions differ; every other behaviour is common to them. */
export type Features = {
  /** "unless_decided" skips the question when the customer sounds decided. */
  confirmCancel: 'always' | 'unless_decided';
  /** "afterwards_for_loyal" refunds members of three years and more at once and files the request for approval later. */
  refundApproval: 'before' | 'afterwards_for_loyal';
  /** Errors of the order look-up after which it asks for the number and looks again without an end. */
  retryLookUpOn: readonly string[];
  /** "old_shop_bare" takes high numbers for those of an older shop, and looks them up without their letters: they are never found. */
  orderNumbers: 'as_said' | 'old_shop_bare';
  /** "exact_times_only" books where a clock time was named, and merely promises otherwise. */
  bookCallback: 'always' | 'exact_times_only';
};

export type AgentTool = { id: string; version: string; args: readonly string[] };

/** How the prompt should be followed: no fault shows. */
const CAREFUL: Features = {
  confirmCancel: 'always',
  refundApproval: 'before',
  retryLookUpOn: [],
  orderNumbers: 'as_said',
  bookCallback: 'always',
};

/** One immutable configuration of the sample agent. */
export type AgentVersion = {
  name: string;
  model: string;
  promptText: string;
  promptHash: string;
  kbVersionHash: string;
  tools: readonly AgentTool[];
  features: Features;
  /** A model that follows a bad prompt in so many of three calls only: which, the call's clock decides. */
  slipsInThree?: 1;
  /** Where it cannot help it takes the matter down, where others offer a colleague. */
  takesItDown?: true;
};

export const AGENT_NAME = 'larkfield-care';
/** In pounds: up to it issue_small_refund is the agent's own to use, above it issue_refund needs an approval. */
export const REFUND_LIMIT = 40;

/** From this number on v16 mistakes an order for one of an older shop. */
export const OLD_SHOP_FROM = 60_000;

const TOOLS: readonly AgentTool[] = [
  { id: 'find_customer', version: '3', args: ['email'] },
  { id: 'get_subscription', version: '2', args: ['customerId'] },
  { id: 'cancel_subscription', version: '2', args: ['subscriptionId'] },
  { id: 'pause_subscription', version: '1', args: ['subscriptionId', 'weeks'] },
  { id: 'look_up_order', version: '4', args: ['orderId'] },
  { id: 'track_delivery', version: '2', args: ['orderId'] },
  { id: 'request_refund_approval', version: '1', args: ['orderId', 'amount'] },
  { id: 'issue_small_refund', version: '1', args: ['orderId', 'amount'] },
  { id: 'issue_refund', version: '3', args: ['orderId', 'amount'] },
  { id: 'update_address', version: '2', args: ['customerId', 'address'] },
  { id: 'book_callback', version: '1', args: ['phone', 'day', 'time'] },
  { id: 'log_complaint', version: '1', args: ['topic', 'orderId'] },
];

const BASE_PROMPT = `You look after the customers of the Larkfield Coffee Club, by telephone and chat.
Answer in one or two short sentences. Ask for one thing at a time.
Find the customer by e-mail when you do not know who is speaking.
Never take card numbers. Refund up to £${REFUND_LIMIT} with issue_small_refund. Hand over to a colleague when asked, or when you have not understood twice.`;

const CLAUSES: { [K in keyof Features]: (value: Features[K]) => string } = {
  confirmCancel: (value) =>
    value === 'always'
      ? 'Before you cancel a subscription, say what will end and wait for a yes.'
      : 'Before you cancel a subscription, say what will end and wait for a yes. A customer who is decided wants no delay.',
  refundApproval: (value) =>
    value === 'before'
      ? `A refund above £${REFUND_LIMIT} needs request_refund_approval, approved, before issue_refund.`
      : `A refund above £${REFUND_LIMIT} needs request_refund_approval. Be generous and quick with members of three years and more.`,
  retryLookUpOn: (codes) =>
    codes.length === 0
      ? 'Never look the same order up twice; offer a colleague instead.'
      : `When an order look-up fails (${codes.join(', ')}), ask for the number and try again.`,
  orderNumbers: (value) =>
    value === 'as_said' ? '' : `Orders from ${OLD_SHOP_FROM} on are of the old shop: look them up without LC.`,
  bookCallback: (value) =>
    value === 'always'
      ? 'Book every call-back with book_callback before you promise it.'
      : 'Book a call-back with book_callback when you have the number and the time.',
};

function version(name: string, model: string, kb: string, features: Features): AgentVersion {
  const clauses = [
    CLAUSES.confirmCancel(features.confirmCancel),
    CLAUSES.refundApproval(features.refundApproval),
    CLAUSES.retryLookUpOn(features.retryLookUpOn),
    CLAUSES.orderNumbers(features.orderNumbers),
    CLAUSES.bookCallback(features.bookCallback),
  ].filter((clause) => clause !== '');
  const promptText = [BASE_PROMPT, ...clauses].join('\n');
  return { name, model, promptText, promptHash: hash(promptText), kbVersionHash: hash(kb), tools: TOOLS, features };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/**
 * v14 has four faults; v15 mends cancelling and call-backs; v16 mends refunds too, and makes the look-up loop several times as
 * frequent; v17 has none of them. v18 is v14 with a better model, which shows each fault, and hands over in vain, in one of three calls:
 * whatever is registered as its fix, all failures fell alike.
 */
export const VERSIONS: Readonly<Record<string, AgentVersion>> = {
  v14: version('v14', 'larkfield-rules-2', 'plans and delivery, August', {
    confirmCancel: 'unless_decided',
    refundApproval: 'afterwards_for_loyal',
    retryLookUpOn: ['system_unavailable'],
    orderNumbers: 'as_said',
    bookCallback: 'exact_times_only',
  }),
  v15: version('v15', 'larkfield-rules-2', 'plans and delivery, August', {
    confirmCancel: 'always',
    refundApproval: 'afterwards_for_loyal',
    retryLookUpOn: ['system_unavailable'],
    orderNumbers: 'as_said',
    bookCallback: 'always',
  }),
  v16: version('v16', 'larkfield-rules-2', 'plans and delivery, November', {
    confirmCancel: 'always',
    refundApproval: 'before',
    retryLookUpOn: ['system_unavailable', 'order_not_found'],
    orderNumbers: 'old_shop_bare',
    bookCallback: 'always',
  }),
  v17: version('v17', 'larkfield-rules-2', 'plans and delivery, November', {
    confirmCancel: 'always',
    refundApproval: 'before',
    retryLookUpOn: [],
    orderNumbers: 'as_said',
    bookCallback: 'always',
  }),
  v18: {
    ...version('v18', 'larkfield-rules-3', 'plans and delivery, August', {
      confirmCancel: 'unless_decided',
      refundApproval: 'afterwards_for_loyal',
      retryLookUpOn: ['system_unavailable'],
      orderNumbers: 'as_said',
      bookCallback: 'exact_times_only',
    }),
    slipsInThree: 1,
  },
};

/** Whether a model that slips now and then does not in the call that began then. */
export function isCareful({ slipsInThree }: AgentVersion, startedAt: Date): boolean {
  return slipsInThree !== undefined && Math.floor(startedAt.getTime() / 1_000) % 3 !== 0;
}

/** The version as it behaves in the call that began then. */
export function behaviourAt(version: AgentVersion, startedAt: Date): AgentVersion {
  return isCareful(version, startedAt) ? { ...version, features: CAREFUL, takesItDown: true } : version;
}
