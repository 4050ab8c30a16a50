import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '#src/errors.ts';
import { type Activity, ActivitySchema } from './activity.ts';
import type { Authenticate } from './authenticate.ts';
import type { Inbound, InvokeResponse } from './inbound.ts';
import { isLeaving, onConversationUpdate } from './on-conversation-update.ts';
import { onInstallation } from './on-installation.ts';
import { ACTING, onInvoke } from './on-invoke.ts';
import { onMessage } from './on-message.ts';
import { onReaction } from './on-reaction.ts';
import { readBody } from './read-body.ts';
import { rememberAnswers } from './remember-answers.ts';

/** `POST /teams/messages`: checks who sends it, acts once however often Teams sends it, and answers. */
export function createReceiver(world: Inbound, authenticate: Authenticate) {
  const answers = rememberAnswers<InvokeResponse>(() => world.runtime.now());
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (req.method !== 'POST') return void res.writeHead(405, { allow: 'POST' }).end();
    const body = await readBody(req);
    if (body === undefined) return void res.writeHead(413, { connection: 'close' }).end();
    const activity = parsed(body);
    if (activity === undefined) return void res.writeHead(400).end();
    try {
      await authenticate(activity, req);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'unavailable') return answerLater(world, res, error);
      if (error.code !== 'forbidden') throw error;
      world.runtime.log('teams.refused', { reason: error.details.current }, 'warn');
      return void res.writeHead(401).end();
    }
    const { status, body: answer } = await answers(receiptOf(activity, body), () => act(world, activity, body));
    if (answer === undefined) return void res.writeHead(status, { 'content-length': 0 }).end();
    res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(answer));
  };
}

/** Nobody can be told from a stranger now: nothing is done, and who asks may ask again. */
function answerLater({ runtime }: Inbound, res: ServerResponse, { message }: AppError): void {
  runtime.log('teams.unchecked', { reason: message }, 'error');
  res.writeHead(503, { 'retry-after': '5', 'content-length': 0 }).end();
}

async function act(world: Inbound, activity: Activity, body: string): Promise<InvokeResponse> {
  if (!isLeaving(activity)) await world.conversations.remember(activity);
  if (activity.type === 'invoke') {
    const isNew = !ACTING.has(activity.name ?? '') || isRefresh(activity) || (await isFirst(world, activity, body));
    return onInvoke(world, activity, isNew);
  }
  if (Object.hasOwn(HANDLERS, activity.type) && (await isFirst(world, activity, body))) {
    await HANDLERS[activity.type]?.(world, activity);
  }
  return { status: 200 };
}

const HANDLERS: Readonly<Record<string, (world: Inbound, activity: Activity) => Promise<void>>> = {
  message: onMessage,
  messageReaction: onReaction,
  installationUpdate: onInstallation,
  conversationUpdate: onConversationUpdate,
};

/** Looking changes nothing, and happens often. */
function isRefresh({ value }: Activity): boolean {
  return Object(Object(value).action).verb === 'refresh';
}

async function isFirst({ store, runtime }: Inbound, activity: Activity, body: string): Promise<boolean> {
  const [first] = await store.takeReceipts([receiptOf(activity, body)], runtime.now());
  return first !== false;
}

/** The same for an activity however often it is sent; those without an id are known by what they say. */
function receiptOf({ id, type, name, conversation }: Activity, body: string): string {
  const told = id ? JSON.stringify([conversation.id, id, type, name ?? '']) : body;
  return `teams:${createHash('sha256').update(told).digest('base64url')}`;
}

function parsed(body: string): Activity | undefined {
  try {
    const result = ActivitySchema.safeParse(JSON.parse(body));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}
