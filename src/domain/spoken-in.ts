import type { Call } from './call.ts';

/** What is compared to find near-duplicates: everything the customer said and everything the agent said, cut at 20,000 characters each. */
export function spokenIn(call: Pick<Call, 'turns'>): { customer: string; agent: string } {
  const of = (role: string) =>
    call.turns
      .filter((turn) => turn.role === role && turn.kind === 'speech')
      .map((turn) => turn.text ?? '')
      .join('\n')
      .slice(0, 20_000);
  return { customer: of('customer'), agent: of('agent') };
}
