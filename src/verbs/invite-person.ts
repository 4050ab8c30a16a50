import { z } from 'zod';
import { ROLES } from '#src/domain/actor.ts';
import { webPersonId } from '#src/domain/known-person.ts';
import { hashToken } from '#src/domain/token.ts';
import { forbidden } from '#src/errors.ts';
import { verb } from '#src/verb.ts';

const INVITE_MS = 7 * 24 * 3_600_000;
const SESSION_MS = 30 * 24 * 3_600_000;

/** Makes a one-time link (7 days) that starts a web session for a person with a role. */
export const invitePerson = verb({
  name: 'person.invite',
  input: z.object({ name: z.string().trim().min(1).max(80), role: z.enum(ROLES as [string, ...string[]]) }),
  allow: { role: 'admin' },
  run: (deps, ctx, { name, role }) =>
    deps.store.write(
      ctx,
      { event: 'person.invited', subject: `person:${webPersonId(name)}`, facts: { role } },
      async (tx) => {
        const token = deps.runtime.token();
        const expiresAt = new Date(ctx.now.getTime() + INVITE_MS);
        const facts = { role: role as (typeof ROLES)[number] };
        await tx.people.addToken({
          hash: hashToken(token),
          kind: 'invite',
          personId: webPersonId(name),
          name,
          facts,
          createdAt: ctx.now,
          expiresAt,
        });
        return { name, role, url: `${deps.baseUrl}/join/${token}`, expiresAt };
      },
    ),
});

/** Uses an invite: the person is there from now on, and gets a session. Called by the web's edge for nobody yet known. */
export const acceptInvite = verb({
  name: 'person.accept_invite',
  input: z.object({ token: z.string().min(1).max(200) }),
  allow: {},
  async run(deps, ctx, { token }): Promise<{ session: string; personId: string; expiresAt: Date }> {
    const invite = await deps.store.people.token('invite', hashToken(token));
    const refused = forbidden(
      'This invitation was used or has expired. Ask an admin for a new one: ratchet invite <name> --role reviewer',
    );
    if (!invite?.personId || !invite.facts.role || (invite.expiresAt && invite.expiresAt <= ctx.now)) throw refused;
    const { personId: id, name, facts } = invite;
    return deps.store.write(ctx, { event: 'person.joined', subject: `person:${id}` }, async (tx) => {
      if (!(await tx.people.useToken(invite.hash, ctx.now))) throw refused;
      await tx.people.putPerson({ id, name, role: facts.role ?? 'reviewer', createdAt: ctx.now });
      const session = deps.runtime.token();
      const expiresAt = new Date(ctx.now.getTime() + SESSION_MS);
      const csrf = deps.runtime.token();
      await tx.people.addToken({
        hash: hashToken(session),
        kind: 'session',
        personId: id,
        name,
        facts: { csrf },
        createdAt: ctx.now,
        expiresAt,
      });
      return { session, personId: id, expiresAt };
    });
  },
});
