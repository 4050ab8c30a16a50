import type { KeyActor } from '#src/domain/actor.ts';
import { hashToken } from '#src/domain/token.ts';
import type { Deps } from '#src/ports/deps.ts';

/** How long a key that was just looked up is taken as known, so that 1,000 calls a second are not 1,000 look-ups. */
const KNOWN_MS = 1_000;
const MAX_KNOWN = 1_000;

export type KeyRing = {
  /** The actor of an API key; undefined when there is no such key. */
  find(key: string): Promise<KeyActor | undefined>;
  /** Forgets what it knows: a key was revoked here. Another replica follows within a second. */
  forget(): void;
};

export function createKeyRing({ store, runtime }: Pick<Deps, 'store' | 'runtime'>): KeyRing {
  const known = new Map<string, { actor: KeyActor; untilMs: number }>();
  const lookUp = async (hash: string): Promise<KeyActor | undefined> => {
    const stored = await store.people.token('key', hash);
    if (!stored || (stored.expiresAt && stored.expiresAt <= runtime.now())) return undefined;
    const actor: KeyActor = {
      kind: 'key',
      id: `key:${stored.name}`,
      name: stored.name,
      scopes: stored.facts.scopes ?? [],
    };
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(hash, { actor, untilMs: runtime.elapsedMs() + KNOWN_MS });
    return actor;
  };
  return {
    async find(key) {
      if (!/^rk_[\w-]{1,100}$/.test(key)) return undefined;
      const hash = hashToken(key);
      const seen = known.get(hash);
      return seen && seen.untilMs > runtime.elapsedMs() ? seen.actor : lookUp(hash);
    },
    forget: () => known.clear(),
  };
}
