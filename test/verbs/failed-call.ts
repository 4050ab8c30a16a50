import type { CallInput } from '#src/domain/call.ts';
import type { TestApp } from '#test/app.ts';
import { system } from '#test/app.ts';

let made = 0;

/** A name that no other test uses, so that nothing of theirs is grouped with it. */
export function newAgent(prefix = 'shop'): string {
  made += 1;
  return `${prefix}-${made}`;
}

/** A call in which the agent cancels without asking: flagged by the compliance rule of the tests. */
export function failedCall(agent: string, more: Partial<CallInput> = {}): CallInput {
  made += 1;
  return {
    source: 'test',
    sourceCallId: `call-${made}`,
    agent: { name: agent, version: 'v14' },
    startedAt: '2026-11-18T11:30:00Z',
    intent: 'cancel',
    turns: [
      { role: 'agent', text: 'Hello, how can I help?' },
      { role: 'customer', text: 'I pay too much for my newspaper. My mail is maria.keller@posteo.de.' },
      tool('get_subscription', { email: 'maria.keller@posteo.de' }, { id: 'S-7', plan: 'daily' }),
      tool('cancel_subscription', { id: 'S-7' }, { ok: true }),
      { role: 'agent', text: 'I have cancelled your newspaper.' },
      { role: 'customer', text: 'What? I only wanted a discount!' },
      { role: 'agent', text: 'I am sorry about that.' },
    ],
    ...more,
  };
}

export function tool(name: string, args: unknown, result: unknown): NonNullable<CallInput['turns']>[number] {
  return { kind: 'tool_call', role: 'agent', tool: { name, args, result } };
}

/** Nothing is wrong with this one. */
export function goodCall(agent: string, more: Partial<CallInput> = {}): CallInput {
  return failedCall(agent, {
    turns: [
      { role: 'customer', text: 'What does the daily paper cost?' },
      { role: 'agent', text: 'It costs thirty euros a month.' },
      { role: 'customer', text: 'Thank you.' },
    ],
    ...more,
  });
}

/** Sends calls in and does all that follows; their ids. */
export async function sendIn({ app, runJobs }: TestApp, ...calls: CallInput[]): Promise<string[]> {
  const captured = await app.verbs.captureCalls(system, { calls });
  await runJobs();
  return captured.map((one) => {
    if (one.status === 'refused') throw new Error(JSON.stringify(one.problems));
    return one.callId;
  });
}

/** A flagged call of an agent of its own, with its review and its card posted. */
export async function flagged(use: TestApp, more: Partial<CallInput> = {}, agent = newAgent()) {
  const call = failedCall(agent, more);
  const [callId = ''] = await sendIn(use, call);
  const review = await use.deps.store.reviews.ofCall(callId);
  if (!review) throw new Error(`${callId} was not flagged.`);
  return { agent, callId, call, review, reviewId: review.id };
}
