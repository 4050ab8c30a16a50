import type { ApiClient } from '#src/cli/api-client.ts';
import { withRetries } from '#src/cli/with-retries.ts';
import type { RunReport } from '#src/domain/run.ts';
import type { GateProgress, WantedRuns } from '#src/verbs/report-gate-runs.ts';

/** What one request may hold, well under the server's limit of a body. */
const MAX_BYTES = 4_000_000;

/** Sends a gate's results; the same run twice counts once, so that a batch whose answer was lost is sent again. */
export async function reportRuns(
  client: ApiClient,
  gateId: string,
  reports: readonly RunReport[],
  finish: boolean,
): Promise<GateProgress> {
  const portions = portionsOf(reports);
  let progress: GateProgress | undefined;
  const more = new Map<string, WantedRuns>();
  for (const [i, runs] of portions.entries()) {
    const body = `{"finish":${finish && i === portions.length - 1},"runs":[${runs.join(',')}]}`;
    progress = (await withRetries(() =>
      client.send({ method: 'POST', path: `/v1/gates/${encodeURIComponent(gateId)}/runs`, json: body }),
    )) as GateProgress;
    for (const one of progress.more ?? []) more.set(one.scenarioId, one);
  }
  // Each answer speaks of its own portion; the last also of all, once every scenario was heard of.
  return { ...(progress as GateProgress), ...(more.size > 0 ? { more: [...more.values()] } : {}) };
}

/** The reports as JSON, in groups that fit into a request; at least one group. */
function portionsOf(reports: readonly RunReport[]): string[][] {
  const portions: string[][] = [[]];
  let bytes = 0;
  for (const report of reports) {
    const text = JSON.stringify(report);
    const size = Buffer.byteLength(text);
    if (bytes + size > MAX_BYTES && bytes > 0) {
      portions.push([]);
      bytes = 0;
    }
    portions.at(-1)?.push(text);
    bytes += size;
  }
  return portions;
}
