import type { FakeState, Json } from './fake-state.ts';

/** What goes wrong with the next requests of one method ("response_url" and "upload" are methods too). */
export type Fault =
  /** The connection ends without an answer, before or after the request took effect. */
  | { kind: 'drop'; when: 'before' | 'after' }
  /** 429 with Retry-After, nothing done. */
  | { kind: 'limited'; seconds: number }
  | { kind: 'status'; status: number }
  | { kind: 'error'; error: string }
  /** Never answered; nothing done. */
  | { kind: 'hang' }
  /** The request took effect, then this runs instead of an answer. */
  | { kind: 'taken'; run: () => void };

export type FakeFaults = {
  /** For the next requests of a method, or only for those that show something to this person. */
  inject(method: string, fault: Fault, times?: number, user?: string): void;
  /** The fault of this request, counted down. */
  take(method: string, user: string | undefined): Fault | undefined;
  /** How many injected faults have not happened. */
  left(): number;
  clear(): void;
};

export function createFaults(): FakeFaults {
  const waiting: { method: string; fault: Fault; times: number; user: string | undefined }[] = [];
  return {
    inject: (method, fault, times = 1, user = undefined) => void waiting.push({ method, fault, times, user }),
    take(method, user) {
      const found = waiting.find(
        (entry) => entry.method === method && entry.times > 0 && (entry.user === undefined || entry.user === user),
      );
      if (!found) return undefined;
      found.times -= 1;
      return found.fault;
    },
    left: () => waiting.reduce((sum, { times }) => sum + times, 0),
    clear: () => void waiting.splice(0),
  };
}

/** Whom a request shows something, where it is one person. */
export function shownTo(state: FakeState, method: string, name: string, args: Json): string | undefined {
  if (method === 'response_url') return state.responses.get(name)?.user;
  if (method === 'views.update')
    return [...state.stacks.values()]
      .flat()
      .find(({ id, view }) => id === args['view_id'] || (view['external_id'] ?? '') === args['external_id'])?.user;
  return args['user_id'] ?? args['user'] ?? state.triggers.get(args['trigger_id'])?.user;
}
