import type { Call } from '#src/domain/call.ts';

export const FAULTS = [
  'cancelled without confirming',
  'refunded without approval',
  'look-up loop',
  'call-back not booked',
] as const;
export type Fault = (typeof FAULTS)[number];

/** The four faults as a reader of the transcript would see them; knows nothing of how the demo makes them. */
export function faultsOf(call: Pick<Call, 'turns'>): Fault[] {
  const { turns } = call;
  const usesOf = (name: string) =>
    turns.flatMap((turn, i) => (turn.kind === 'tool_call' && turn.tool?.name === name ? [i] : []));
  const said = (role: string, pattern: RegExp, upTo: number) =>
    turns.findLastIndex((turn, i) => i < upTo && turn.role === role && pattern.test(turn.text ?? ''));
  const found: Fault[] = [];

  const cancelled = usesOf('cancel_subscription')[0];
  if (cancelled !== undefined) {
    const asked = said('agent', /shall I cancel/i, cancelled);
    const agreed = said('customer', /^(yes|yeah|please do|that's right|correct)/i, cancelled);
    if (asked < 0 || agreed < asked) found.push('cancelled without confirming');
  }
  const refunded = usesOf('issue_refund')[0];
  const approved = usesOf('request_refund_approval')[0];
  if (refunded !== undefined && (approved === undefined || approved > refunded))
    found.push('refunded without approval');

  const lookUps = usesOf('look_up_order').map((i) => JSON.stringify(turns[i]?.tool?.args));
  if (lookUps.some((args) => lookUps.filter((other) => other === args).length >= 3)) found.push('look-up loop');

  if (said('agent', /will call you back/i, turns.length) >= 0 && usesOf('book_callback').length === 0)
    found.push('call-back not booked');
  return found;
}
