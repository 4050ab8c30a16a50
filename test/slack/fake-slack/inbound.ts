import { createHmac } from 'node:crypto';
import type { Json } from './fake-state.ts';
import type { FakeSlack } from './start-fake-slack.ts';

/** What the app answered, and how long Slack waited for it. */
export type Acked = { status: number; body: Json; tookMs: number };

export type InboundOptions = {
  /** Where events, interactions, options and commands go; by Socket Mode when it is left out. */
  url?: string;
  signingSecret: string;
  /** The clock that requests are signed by; the machine's unless told. */
  now?: () => Date;
};

export type Signed = {
  /** Milliseconds that the timestamp is off. */
  skewMs?: number;
  headers?: Record<string, string>;
  signature?: string;
};

/** Sends what Slack sends: signed requests, or envelopes of Socket Mode. */
export type Inbound = {
  event(team: string, event: Json, more?: { eventId?: string; retry?: number }): Promise<Acked>;
  interaction(payload: Json): Promise<Acked>;
  command(fields: Json): Promise<Acked>;
  /** A body of one's own, signed as told. */
  raw(body: string, contentType: string, signed?: Signed): Promise<Acked>;
};

export function createInbound(
  fake: FakeSlack,
  { url, signingSecret, now = () => new Date() }: InboundOptions,
): Inbound {
  const raw: Inbound['raw'] = async (body, contentType, { skewMs = 0, headers = {}, signature } = {}) => {
    const timestamp = String(Math.floor((now().getTime() + skewMs) / 1_000));
    const began = performance.now();
    const answer = await fetch(url ?? '', {
      method: 'POST',
      body,
      headers: {
        'content-type': contentType,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': signature ?? sign(signingSecret, timestamp, body),
        ...headers,
      },
    });
    const text = await answer.text();
    return { status: answer.status, body: bodyOf(text), tookMs: performance.now() - began };
  };
  const form = (fields: Json, signed?: Signed) =>
    raw(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded', signed);
  const socket = async (type: Parameters<FakeSlack['socket']['send']>[0], payload: Json): Promise<Acked> => ({
    status: 200,
    ...(await fake.socket.send(type, payload)),
  });
  return {
    raw,
    event(team, event, { eventId = fake.state.next('Ev'), retry } = {}) {
      const payload = eventPayload(team, event, eventId, now());
      if (url === undefined) return socket('events_api', payload);
      const headers: Record<string, string> =
        retry === undefined ? {} : { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_timeout' };
      return raw(JSON.stringify(payload), 'application/json', { headers });
    },
    interaction: (payload) =>
      url === undefined ? socket('interactive', payload) : form({ payload: JSON.stringify(payload) }),
    command: (fields) => (url === undefined ? socket('slash_commands', fields) : form(fields)),
  };
}

export function sign(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

export function eventPayload(team: string, event: Json, eventId: string, now: Date): Json {
  return {
    token: 'verification',
    team_id: team,
    context_team_id: team,
    api_app_id: 'A1',
    event,
    type: 'event_callback',
    event_id: eventId,
    event_time: Math.floor(now.getTime() / 1_000),
    authorizations: [{ enterprise_id: null, team_id: team, user_id: `UBOT${team}`, is_bot: true }],
    is_ext_shared_channel: false,
  };
}

function bodyOf(text: string): Json {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return { text };
  }
}
