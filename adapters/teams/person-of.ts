import type { Person } from '#src/domain/actor.ts';
import { knownPerson } from '#src/domain/known-person.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { type Activity, tenantOf } from './activity.ts';
import type { TeamsWorld } from './teams-options.ts';

/** Who did it: by the Entra id, which is the same in every team and chat of the tenant. */
export function personOf({ policy, settings }: Pick<TeamsWorld, 'policy' | 'settings'>, activity: Activity): Person {
  const tenant = tenantOf(activity);
  const { aadObjectId, id, name } = activity.from;
  const home = settings.tenantId === undefined || settings.tenantId === tenant;
  const known = { id: `teams:${tenant}:${aadObjectId ?? id}`, name: cut(cleanText(name ?? ''), 100) || 'somebody' };
  return knownPerson(policy, 'teams', known, { team: tenant, home });
}
