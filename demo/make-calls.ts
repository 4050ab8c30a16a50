import type { CallInput } from '#src/domain/call.ts';
import type { Snapshot } from '#src/domain/snapshot.ts';
import { AGENT_NAME, type AgentVersion, isCareful, VERSIONS } from './agent/versions.ts';
import { startBackend } from './backend.ts';
import { surveyOf } from './customers/customer.ts';
import { type CallPlan, callsOn, dayName, planDay } from './customers/plan-call.ts';
import { type HeldCall, holdCall } from './hold-call.ts';
import { hash32, mulberry32 } from './random.ts';
import { startSampleAgent } from './server.ts';
import { latencyOf, type TimedCall, timeCall } from './time-call.ts';

/** `version` may differ from call to call (a share of the traffic): it gets the call's number in the day, from 1. */
export type DayOrder = { day: Date; version: string | ((callNumber: number) => string); seed: number; count?: number };

const AT_ONCE = 8;

/** Plays one day (UTC): each customer talks to the sample agent over HTTP; gives the calls in the order they came in. Same order, same calls. */
export async function* makeDay({ day, version, seed, count = callsOn(day, seed) }: DayOrder): AsyncIterable<CallInput> {
  const plans = planDay(day, seed, count).filter((plan) => !isSpared(plan, versionNamed(nameOf(version, plan))));
  const backend = await startBackend();
  const agent = await startSampleAgent({ port: 0 });
  const make = async (plan: CallPlan): Promise<CallInput> => {
    const chosen = versionNamed(nameOf(version, plan));
    const snapshot = snapshotOf(plan, chosen);
    return composeCall(await holdCall(plan, snapshot, `${agent.url}/${chosen.name}`, backend), chosen, snapshot);
  };
  try {
    for (let first = 0; first < plans.length; first += AT_ONCE) {
      yield* await Promise.all(plans.slice(first, first + AT_ONCE).map(make));
    }
  } finally {
    await Promise.all([agent.close(), backend.close()]);
  }
}

function nameOf(version: DayOrder['version'], { number }: CallPlan): string {
  return typeof version === 'string' ? version : version(number);
}

/** A careful model settles the matter the first time: nobody calls again about it. */
function isSpared({ isRepeat, startedAt }: CallPlan, version: AgentVersion): boolean {
  return isRepeat && isCareful(version, startedAt);
}

function versionNamed(name: string): AgentVersion {
  const version = Object.hasOwn(VERSIONS, name) ? VERSIONS[name] : undefined;
  if (version === undefined)
    throw new Error(`The sample agent has no version ${name}; it has ${Object.keys(VERSIONS).join(', ')}.`);
  return version;
}

function snapshotOf(plan: CallPlan, version: AgentVersion): Snapshot {
  const { person, channel, isKnown, startedAt } = plan;
  return {
    promptVersion: version.name,
    promptHash: version.promptHash,
    systemPrompt: version.promptText,
    kbVersionHash: version.kbVersionHash,
    model: version.model,
    modelParams: { temperature: 0 },
    memory: isKnown
      ? [{ kind: 'loyalty', memberSince: person.memberSince, note: `${person.name} has the ${person.plan.name}.` }]
      : [],
    tools: version.tools.map(({ id, version: toolVersion, args }) => ({
      id,
      version: toolVersion,
      schema: { required: args },
    })),
    variables: isKnown
      ? { channel, customerId: person.customerId, firstName: person.firstName, email: person.email }
      : { channel },
    clockAt: startedAt.toISOString(),
    routing: { queue: 'care', language: 'en' },
  };
}

function composeCall(held: HeldCall, version: AgentVersion, snapshot: Snapshot): CallInput {
  const { plan } = held;
  const timed = timeCall(held);
  const isPhone = plan.channel === 'phone';
  const startedAt = plan.startedAt;
  const connectedAt = new Date(startedAt.getTime() + (isPhone ? 2_400 : 0));
  return {
    source: 'larkfield',
    sourceCallId: `${dayName(startedAt)}-${String(plan.number).padStart(4, '0')}`,
    sourceRevision: 1,
    relatedIds: { sessionId: `lf-${hash32(plan.seed, 'session').toString(16)}` },
    agent: {
      name: AGENT_NAME,
      version: version.name,
      promptName: 'care',
      promptHash: version.promptHash,
      model: version.model,
      ...(isPhone && { voice: 'harbour' }),
    },
    channel: plan.channel,
    direction: 'inbound',
    customer: { ref: plan.person.customerId, name: plan.person.name, ...(isPhone && { number: plan.person.phone }) },
    intent: plan.intent,
    language: 'en',
    environment: 'production',
    variables: snapshot.variables,
    startedAt: startedAt.toISOString(),
    connectedAt: connectedAt.toISOString(),
    endedAt: new Date(connectedAt.getTime() + timed.durationMs).toISOString(),
    durationMs: timed.durationMs,
    connected: true,
    turns: timed.turns,
    ...endOf(held, timed),
    outcome: outcomeOf(held, timed),
    latency: latencyOf(timed.answerMs),
    cost: costOf(timed, isPhone),
    snapshot,
    governance: {
      consent: true,
      piiScrubbed: false,
      quality: { hasTranscript: true, hasTimings: true, hasTools: true },
    },
  };
}

function endOf(held: HeldCall, timed: TimedCall): Pick<CallInput, 'end' | 'transfers'> {
  if (timed.handedOverAtMs !== undefined) {
    return {
      end: { raw: 'handed-over', reason: 'transferred', endedBy: 'agent' },
      transfers: [
        {
          atMs: timed.handedOverAtMs,
          kind: 'warm',
          destinationMasked: 'care team',
          requestedBy: held.plan.intent === 'speak_to_person' ? 'customer' : 'agent',
          status: 'connected',
        },
      ],
    };
  }
  if (held.endedBy === 'customer')
    return { end: { raw: 'remote-hangup', reason: 'customer_hangup', endedBy: 'customer' } };
  return { end: { raw: 'said-goodbye', reason: 'agent_hangup', endedBy: 'agent' } };
}

/** What survey, complaints desk and accounts add: only what they would know. */
function outcomeOf({ plan, feeling }: HeldCall, timed: TimedCall): CallInput['outcome'] {
  const satisfaction = surveyOf(plan, feeling);
  const random = mulberry32(plan.seed ^ 0x3c6ef372);
  const complains = random() < (feeling.isUpset ? 0.15 : plan.intent === 'complaint' ? 0.25 : 0);
  const impact = impactOf(plan);
  return {
    escalated: timed.handedOverAtMs !== undefined,
    ...(satisfaction && { satisfaction }),
    ...(satisfaction && isSettled(satisfaction.value)),
    ...(complains && { complaint: true }),
    ...(impact && { businessImpact: impact }),
  };
}

/** The survey asks too whether the matter is settled; those in between leave it open. */
function isSettled(stars: number): { resolved?: boolean } {
  if (stars >= 4) return { resolved: true };
  return stars === 1 ? { resolved: false } : {};
}

function impactOf(plan: CallPlan): NonNullable<CallInput['outcome']>['businessImpact'] {
  if (plan.intent === 'cancel_subscription')
    return { amount: plan.person.plan.monthly * 12, currency: 'GBP', kind: 'yearly subscription' };
  if (plan.intent === 'refund_order') return { amount: plan.order.total, currency: 'GBP', kind: 'order' };
  return undefined;
}

function costOf(timed: TimedCall, isPhone: boolean): CallInput['cost'] {
  const words = (role: string) =>
    timed.turns
      .filter((turn) => turn.role === role)
      .reduce((sum, turn) => sum + (turn.text ?? '').split(/\s+/).length, 0);
  const tokensIn = Math.round((420 + words('customer') * 1.4) * timed.answerMs.length);
  const tokensOut = Math.round(words('agent') * 1.4);
  const model = tokensIn * 6e-7 + tokensOut * 2.4e-6;
  const line = isPhone ? (timed.durationMs / 60_000) * 0.055 : 0;
  const round = (amount: number) => Math.round(amount * 1e6) / 1e6;
  return {
    amount: round(model + line),
    currency: 'USD',
    breakdown: { model: round(model), line: round(line) },
    tokensIn,
    tokensOut,
  };
}
