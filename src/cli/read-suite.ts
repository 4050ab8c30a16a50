import { byNumber } from '#src/domain/fast-tier.ts';
import { type Scenario, TIERS } from '#src/domain/scenario.ts';
import { ScenarioFileSchema } from '#src/domain/scenario-file.ts';
import { AppError } from '#src/errors.ts';
import type { ApiClient } from './api-client.ts';

/** Every scenario of the server, by id. Throws `unavailable` for an id that is none of ours: files are named by them. */
export async function readSuite(client: ApiClient): Promise<Scenario[]> {
  const tiers: Scenario[][] = [];
  for (const tier of TIERS)
    tiers.push(
      ((await client.send({ method: 'GET', path: `/v1/suite?tier=${tier}` })) as { scenarios: Scenario[] }).scenarios,
    );
  const suite = tiers.flat();
  const strange = suite.find(({ id }) => !ScenarioFileSchema.shape.id.safeParse(id).success);
  if (strange)
    throw new AppError(
      'unavailable',
      `The server names a scenario ${JSON.stringify(strange.id).slice(0, 100)}, which is no id. Nothing was written; look at RATCHET_SERVER.`,
    );
  return suite.sort((a, b) => byNumber(a.id, b.id));
}
