/** One message a second and channel, with a short burst; the seconds to wait when it is more. */
export type FakePace = { on: boolean; take(channel: string): number | undefined };

const BURST = 3;
const EVERY_MS = 1_000;

export function createPace(now: () => number): FakePace {
  const fullAt = new Map<string, number>();
  return {
    on: false,
    take(channel) {
      if (!this.on) return undefined;
      const at = now();
      const full = Math.max(fullAt.get(channel) ?? at, at);
      if (full - at > (BURST - 1) * EVERY_MS) return Math.ceil((full - at - (BURST - 1) * EVERY_MS) / 1_000);
      fullAt.set(channel, full + EVERY_MS);
      return undefined;
    },
  };
}
