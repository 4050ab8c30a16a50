import { z } from 'zod';
import { hashToken } from '#src/domain/token.ts';
import { forbidden } from '#src/errors.ts';
import { verb } from '#src/verb.ts';
import { seenAgents } from './list-reviews.ts';

const LINK_MS = 10 * 60_000;
const LINK_SESSION_MS = 12 * 3_600_000;

/** A single-use, ten-minute address of one page, for the person who asked for it. */
export const createPersonalLink = verb({
  name: 'link.create',
  input: z.object({
    path: z
      .string()
      .regex(/^\/(?!\/)[\w\-./]*$/, 'a page of ours, such as /calls/123')
      .max(400),
  }),
  allow: { role: 'reviewer' },
  run: (deps, ctx, { path }) =>
    deps.store.write(ctx, { event: 'link.created', subject: `person:${ctx.actor.id}`, facts: { path } }, async (tx) => {
      const token = deps.runtime.token();
      const role = ctx.actor.kind === 'person' ? ctx.actor.roles[0] : undefined;
      const agents = seenAgents(ctx.actor);
      const expiresAt = new Date(ctx.now.getTime() + LINK_MS);
      await tx.people.addToken({
        hash: hashToken(token),
        kind: 'link',
        personId: ctx.actor.id,
        name: ctx.actor.name,
        facts: { path, role, ...(agents ? { agents } : {}) },
        createdAt: ctx.now,
        expiresAt,
      });
      return { url: `${deps.baseUrl}/open/${token}`, expiresAt };
    }),
});

/** Uses a personal link: a session of half a day for its person, and the page to go to. */
export const openPersonalLink = verb({
  name: 'link.open',
  input: z.object({ token: z.string().min(1).max(200) }),
  allow: {},
  async run(deps, ctx, { token }): Promise<{ session: string; path: string; expiresAt: Date }> {
    const link = await deps.store.people.token('link', hashToken(token));
    const refused = forbidden('This link was used or is older than ten minutes. Press "Full call" again.');
    if (!link?.personId || !link.facts.path || (link.expiresAt && link.expiresAt <= ctx.now)) throw refused;
    const { personId, name, facts } = link;
    return deps.store.write(ctx, { event: 'link.opened', subject: `person:${personId}` }, async (tx) => {
      if (!(await tx.people.useToken(link.hash, ctx.now))) throw refused;
      if (!(await tx.people.person(personId)))
        await tx.people.putPerson({ id: personId, name, role: facts.role ?? 'reviewer', createdAt: ctx.now });
      const session = deps.runtime.token();
      const expiresAt = new Date(ctx.now.getTime() + LINK_SESSION_MS);
      await tx.people.addToken({
        hash: hashToken(session),
        kind: 'session',
        personId,
        name,
        facts: { csrf: deps.runtime.token(), ...(facts.agents ? { agents: facts.agents } : {}) },
        createdAt: ctx.now,
        expiresAt,
      });
      return { session, path: facts.path ?? '/', expiresAt };
    });
  },
});
