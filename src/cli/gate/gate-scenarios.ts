import type { ApiClient } from '#src/cli/api-client.ts';
import { withRetries } from '#src/cli/with-retries.ts';
import type { Gate } from '#src/domain/gate.ts';
import { type Scenario, ScenarioSchema } from '#src/domain/scenario.ts';
import { AppError } from '#src/errors.ts';

export type OpenGate = {
  gateId: string;
  /** The scenarios that the gate must hear of. */
  ids: readonly string[];
  /** These scenarios, each as often as it is named, fetched in portions while they are run: memory does not grow with the suite. */
  scenarios(ids: readonly string[]): AsyncIterable<Scenario>;
};

/** So many scenarios are fetched at once; the next ones while these are run. */
const PORTION = 100;

/** Opens a gate and gives what it must run. A server that knows no portions sends all of it at once. */
export async function openGate(client: ApiClient, body: object, signal: AbortSignal): Promise<OpenGate> {
  const opened = (await client.send({
    method: 'POST',
    path: '/v1/gates',
    body: { ...body, paged: true },
    signal,
  })) as { gate: Pick<Gate, 'id' | 'expected'>; scenarios: unknown };
  const gateId = opened.gate?.id;
  const all = parseScenarios(opened.scenarios, client.server);
  if (all.length > 0) {
    const byId = new Map(all.map((scenario) => [scenario.id, scenario]));
    return { gateId, ids: [...byId.keys()], scenarios: (ids) => inOrder(ids, async () => byId) };
  }
  const ids = opened.gate.expected.map(({ scenarioId }) => scenarioId);
  return {
    gateId,
    ids,
    scenarios: (wanted) => inOrder(wanted, (portion) => fetchPortion(client, portion, signal)),
  };
}

type Portion = ReadonlyMap<string, Scenario>;

/** One that is no longer there is left out: the gate then says that it is missing. */
async function* inOrder(
  ids: readonly string[],
  fetch: (ids: readonly string[]) => Promise<Portion>,
): AsyncGenerator<Scenario, void, undefined> {
  const distinct = [...new Set(ids)];
  const portionAt = (from: number) => {
    const ahead = fetch(distinct.slice(from, from + PORTION));
    // Whoever takes it sees its rejection; a run that ends before need not.
    ahead.catch(() => {});
    return ahead;
  };
  const times = new Map<string, number>();
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
  let next = distinct.length > 0 ? portionAt(0) : undefined;
  for (let from = 0; next; from += PORTION) {
    const portion: Portion = await next;
    next = from + PORTION < distinct.length ? portionAt(from + PORTION) : undefined;
    for (const id of distinct.slice(from, from + PORTION)) {
      const scenario = portion.get(id);
      if (scenario) yield* Array.from({ length: times.get(id) ?? 0 }, () => scenario);
    }
  }
}

async function fetchPortion(client: ApiClient, ids: readonly string[], signal: AbortSignal): Promise<Portion> {
  const path = `/v1/suite?ids=${ids.map(encodeURIComponent).join(',')}`;
  const sent = await withRetries(() => client.send({ method: 'GET', path, signal }), signal);
  const { scenarios } = sent as { scenarios: unknown };
  return new Map(parseScenarios(scenarios, client.server).map((scenario) => [scenario.id, scenario]));
}

/** A scenario that this version cannot read must not be left out in silence. */
function parseScenarios(data: unknown, server: string): Scenario[] {
  const parsed = ScenarioSchema.array().safeParse(data);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0];
  throw new AppError(
    'unavailable',
    `${server} sent scenarios that this version cannot read (${where?.path.join('.')}: ${where?.message}). Use the same version of Ratchet on both sides.`,
  );
}
