import { byNumber } from '#src/domain/fast-tier.ts';
import { type Scenario, TIERS } from '#src/domain/scenario.ts';
import type { ApiClient } from './api-client.ts';

/** Every scenario of the server, by id. */
export async function readSuite(client: ApiClient): Promise<Scenario[]> {
  const tiers: Scenario[][] = [];
  for (const tier of TIERS)
    tiers.push(
      ((await client.send({ method: 'GET', path: `/v1/suite?tier=${tier}` })) as { scenarios: Scenario[] }).scenarios,
    );
  return tiers.flat().sort((a, b) => byNumber(a.id, b.id));
}
