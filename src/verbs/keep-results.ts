import { libraryResults } from '#src/domain/library-results.ts';
import { createRedactor } from '#src/domain/redact/create-redactor.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { WholeCall } from '#src/ports/store/calls.ts';
import type { Tx } from '#src/ports/store.ts';

/** Adds what the tools answered in these calls to the library. */
export async function keepResults(
  tx: Tx,
  deps: Pick<Deps, 'policy'>,
  wholes: readonly WholeCall[],
  now: Date,
): Promise<void> {
  const results = wholes.flatMap(({ row, call }) => {
    const { redact } = createRedactor({ call, policy: deps.policy });
    return libraryResults(call, redact).map((result) => ({ ...result, callId: row.id }));
  });
  await tx.toolResults.add(results, now);
}
