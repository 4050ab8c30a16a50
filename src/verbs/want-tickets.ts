import type { RunReport } from '#src/domain/run.ts';
import { afterRun, openTickets, type TicketRecord, ticketRecord, ticketSetting } from '#src/domain/ticket.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Reads, Tx } from '#src/ports/store.ts';

/** Wants the ticket of a scenario that ran by night to say how it went; the tracker itself is asked by a job, later. */
export async function wantTicket(tx: Tx, { policy }: Pick<Deps, 'policy'>, report: RunReport): Promise<void> {
  if (!policy.tickets) return;
  const { scenarioId, runId, outcome, startedAt } = report;
  await tx.lock(ticketSetting(scenarioId));
  const record = ticketRecord(await tx.settings.setting(ticketSetting(scenarioId)));
  await want(tx, scenarioId, afterRun(record, { runId, outcome, at: new Date(startedAt).toISOString() }));
}

/** Closes the tickets of scenarios that are no longer in the suite: nothing would ever pass there. */
export async function closeGoneTickets(tx: Tx, ids: readonly string[], now: Date): Promise<void> {
  for (const scenarioId of ids) {
    await tx.lock(ticketSetting(scenarioId));
    const record = ticketRecord(await tx.settings.setting(ticketSetting(scenarioId)));
    const wanted = { runId: `gone-${scenarioId}`, state: 'gone' as const, at: now.toISOString() };
    if (record?.wanted.state === 'failing') await want(tx, scenarioId, { ...record, wanted });
  }
}

/** The scenarios with an open ticket that are no longer there. */
export async function goneTickets({ settings, scenarios }: Pick<Reads, 'settings' | 'scenarios'>): Promise<string[]> {
  const open = openTickets(await settings.startingWith(ticketSetting('')));
  const there = new Set(open.length === 0 ? [] : await scenarios.ids());
  return open.filter((id) => !there.has(id));
}

async function want(tx: Tx, scenarioId: string, record: TicketRecord | undefined): Promise<void> {
  if (!record) return;
  await tx.settings.putSetting(ticketSetting(scenarioId), record);
  await tx.enqueue({ name: 'file-ticket', data: { scenarioId }, key: scenarioId });
}
