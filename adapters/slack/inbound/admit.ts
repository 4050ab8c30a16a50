import type { Log } from '#src/ports/runtime.ts';
import { type Kind, kindOf, receiptId } from './kind-of.ts';
import type { Body } from './parse-body.ts';
import type { Receipts } from './receipts.ts';
import type { Seen } from './seen.ts';
import type { WorkQueue } from './work-queue.ts';

export type Response = Record<string, unknown> | undefined;

/** One request that Slack really sent, by HTTP or by its socket. */
export type Delivery = {
  body: Body;
  /** Acknowledges; the first call counts. */
  reply(response?: Response): void;
  /** Does not: Slack sends an event again, and tells a person that it did not work. */
  refuse(): void;
};

/** Hands a payload to its listener; resolves when everything that it asked for is done. */
export type Dispatch = (body: Body, ack: (response?: Response) => void, receipt: string) => Promise<void>;

export type AdmitOptions = { dispatch: Dispatch; seen: Seen; receipts: Receipts; queue: WorkQueue; log: Log };

/** How many answers to forms are kept for a second delivery of the same submission. */
const ANSWERS = 200;

/** Answers each delivery in Slack's time, and lets each thing that a person did have one effect. */
export function createAdmit(options: AdmitOptions): (delivery: Delivery) => Promise<void> {
  const { dispatch, queue, log } = options;
  const event = createEventAdmit(options);
  const submission = createSubmissionAdmit(options);
  return async (delivery) => {
    const { body, reply } = delivery;
    const kind = kindOf(body);
    if (kind === undefined || kind === 'closed') {
      if (kind === undefined) log('request.ignored', { surface: 'slack' });
      return reply();
    }
    const id = receiptId(kind, body);
    if (kind === 'event') return event(id, delivery);
    if (kind === 'submission') return submission(id, delivery);
    if (kind === 'options') {
      const work = dispatch(body, reply, id).catch((error) => failed(log, kind, error));
      queue.track(work);
      await work;
      return reply({ options: [] });
    }
    acknowledged(options, kind, id, delivery);
  };
}

/** A click, command or shortcut is acknowledged before anything else: nothing it leads to is worth an error on the button. */
function acknowledged({ dispatch, seen, queue, log }: AdmitOptions, kind: Kind, id: string, delivery: Delivery): void {
  const { body, reply, refuse } = delivery;
  if (queue.isFull()) {
    refuse();
    return;
  }
  const isFirst = seen.add(id);
  reply();
  if (!isFirst) return;
  const work = new Promise<void>((resolve) => {
    setImmediate(() => resolve(dispatch(body, () => undefined, id)));
  }).catch((error) => failed(log, kind, error));
  queue.track(work);
}

/**
 * An event is acknowledged after its effect: Slack sends it again when we were killed in between. Two receipts tell a
 * repeated delivery of one that is done from one whose first try never ended, which is done again.
 */
function createEventAdmit({ dispatch, seen, receipts, queue, log }: AdmitOptions) {
  const doing = new Map<string, Promise<void>>();
  const once = async (id: string, body: Body): Promise<void> => {
    const isFirst = await receipts.take(id);
    if (!isFirst && !(await receipts.take(`${id}:done`))) return;
    await dispatch(body, () => undefined, id);
    if (isFirst) await receipts.take(`${id}:done`);
  };
  return async (id: string, { body, reply, refuse }: Delivery): Promise<void> => {
    let work = doing.get(id);
    if (!work) {
      if (!seen.add(id)) return reply();
      work = once(id, body).finally(() => doing.delete(id));
      doing.set(id, work);
      queue.track(work);
    }
    try {
      await work;
      reply();
    } catch (error) {
      seen.forget(id);
      failed(log, 'event', error);
      refuse();
    }
  };
}

/** A form's answer is the acknowledgement; a second delivery waits for the same one. */
function createSubmissionAdmit({ dispatch, queue, log }: AdmitOptions) {
  const answers = new Map<string, Promise<Response>>();
  return async (id: string, { body, reply, refuse }: Delivery): Promise<void> => {
    let answer = answers.get(id);
    if (!answer) {
      answer = new Promise<Response>((resolve, reject) => {
        const work = dispatch(body, resolve, id);
        queue.track(work);
        work.then(() => resolve(undefined), reject);
      });
      answers.set(id, answer);
      const [oldest] = answers.keys();
      if (answers.size > ANSWERS && oldest !== undefined) answers.delete(oldest);
    }
    try {
      reply(await answer);
    } catch (error) {
      answers.delete(id);
      failed(log, 'submission', error);
      refuse();
    }
  };
}

function failed(log: Log, kind: Kind, error: unknown): void {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log('inbound.failed', { surface: 'slack', kind, error: what }, 'error');
}
