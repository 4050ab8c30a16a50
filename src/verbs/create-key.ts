import { z } from 'zod';
import { SCOPES } from '#src/domain/actor.ts';
import { hashToken } from '#src/domain/token.ts';
import { conflict, notFound } from '#src/errors.ts';
import { verb } from '#src/verb.ts';

/** Makes an API key; it is shown once and stored only as its hash. */
export const createKey = verb({
  name: 'key.create',
  input: z.object({ name: z.string().min(1).max(120), scopes: z.array(z.enum(SCOPES)).min(1) }),
  allow: { role: 'admin' },
  run: (deps, ctx, { name, scopes }) =>
    deps.store.write(ctx, { event: 'key.created', subject: `key:${name}`, facts: { scopes } }, async (tx) => {
      await tx.lock(`key:${name}`);
      if ((await tx.people.tokens('key')).some((key) => key.name === name))
        throw conflict(`A key called ${name} is already there: pick another name.`);
      const key = `rk_${deps.runtime.token()}`;
      await tx.people.addToken({ hash: hashToken(key), kind: 'key', name, facts: { scopes }, createdAt: ctx.now });
      return { name, scopes, key };
    }),
});

/** The keys there are, without their secrets. */
export const listKeys = verb({
  name: 'key.list',
  input: z.object({}),
  allow: { role: 'admin', scope: 'admin' },
  run: async (deps) => ({
    keys: (await deps.store.people.tokens('key')).map(({ name, facts, createdAt }) => ({
      name,
      scopes: facts.scopes ?? [],
      createdAt,
    })),
  }),
});

/** Takes a key out of use at once. */
export const revokeKey = verb({
  name: 'key.revoke',
  input: z.object({ name: z.string().min(1).max(120) }),
  allow: { role: 'admin' },
  run: (deps, ctx, { name }) =>
    deps.store.write(ctx, { event: 'key.revoked', subject: `key:${name}` }, async (tx) => {
      const key = (await tx.people.tokens('key')).find((k) => k.name === name);
      if (!key || !(await tx.people.deleteToken(key.hash))) throw notFound(`The key ${name}`);
      return { name };
    }),
});
