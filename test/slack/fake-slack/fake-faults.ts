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
  inject(method: string, fault: Fault, times?: number): void;
  /** The fault of this request, counted down. */
  take(method: string): Fault | undefined;
  /** How many injected faults have not happened. */
  left(): number;
  clear(): void;
};

export function createFaults(): FakeFaults {
  const waiting: { method: string; fault: Fault; times: number }[] = [];
  return {
    inject: (method, fault, times = 1) => void waiting.push({ method, fault, times }),
    take(method) {
      const found = waiting.find((entry) => entry.method === method && entry.times > 0);
      if (!found) return undefined;
      found.times -= 1;
      return found.fault;
    },
    left: () => waiting.reduce((sum, { times }) => sum + times, 0),
    clear: () => void waiting.splice(0),
  };
}
