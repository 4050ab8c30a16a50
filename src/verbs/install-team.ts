import { z } from 'zod';
import { notFound } from '#src/errors.ts';
import { verb } from '#src/verb.ts';

const surface = z.enum(['slack', 'teams']);
const team = z.string().min(1).max(200);

export type InstalledTeam = {
  surface: 'slack' | 'teams';
  team: string;
  name: string;
  installedBy: string;
  installedAt: Date;
  /** Whether a route names it; until then its people may do nothing, and it is posted to nowhere. */
  routed: boolean;
};

/** Keeps the token of a workspace that installed the app; the caller has encrypted it. Grants nothing: routes do. */
export const installTeam = verb({
  name: 'team.install',
  input: z.object({
    surface,
    team,
    name: z.string().max(200),
    secretBox: z.string().min(1).max(10_000),
    facts: z.record(z.string(), z.unknown()).default({}),
  }),
  allow: { role: 'admin' },
  run: (deps, ctx, input) =>
    deps.store.write(
      ctx,
      { event: 'team.installed', subject: `team:${input.surface}:${input.team}`, facts: { name: input.name } },
      async (tx) => {
        await tx.installations.put({ ...input, installedBy: ctx.actor.name, installedAt: ctx.now });
        return { team: input.team, routed: isRouted(deps.policy.routes, input) };
      },
    ),
});

/** Every workspace that installed the app, and whether ratchet.yaml routes anything to it. */
export const listTeams = verb({
  name: 'team.list',
  input: z.object({ surface: surface.default('slack') }),
  allow: { role: 'admin', scope: 'admin' },
  async run(deps, _ctx, input): Promise<{ teams: InstalledTeam[] }> {
    const found = await deps.store.installations.list(input.surface);
    return {
      teams: found.map(({ team, name, installedBy, installedAt }) => ({
        surface: input.surface,
        team,
        name,
        installedBy,
        installedAt,
        routed: isRouted(deps.policy.routes, { surface: input.surface, team }),
      })),
    };
  },
});

/** Forgets a workspace's token; nothing is posted there any more, whatever routes say. */
export const removeTeam = verb({
  name: 'team.remove',
  input: z.object({ surface: surface.default('slack'), team }),
  allow: { role: 'admin', scope: 'admin' },
  run: (deps, ctx, input) =>
    deps.store.write(ctx, { event: 'team.removed', subject: `team:${input.surface}:${input.team}` }, async (tx) => {
      if (!(await tx.installations.remove(input.surface, input.team))) throw notFound(`The team ${input.team}`);
      return { team: input.team };
    }),
});

function isRouted(
  routes: readonly { surface: string; team?: string | undefined }[],
  { surface, team }: { surface: string; team: string },
): boolean {
  return routes.some((route) => route.surface === surface && route.team === team);
}
