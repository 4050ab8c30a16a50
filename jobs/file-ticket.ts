import { type TicketRecord, ticketKey, ticketRecord, ticketSetting } from '#src/domain/ticket.ts';
import { AppError } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Tx } from '#src/ports/store.ts';
import type { Ticket, Tickets } from '#src/ports/tickets.ts';
import { pageLinks } from '#src/views/page-links.ts';
import { runText } from '#src/views/run-text.ts';
import { systemActor } from './system-actor.ts';

/**
 * Makes the tracker say what the last night said of one scenario, and again while that changes meanwhile. A tracker that wants to be
 * asked later is; anything else that may pass is thrown, and the queue tries again. Where no tracker is configured it does nothing.
 */
export async function fileTicket(
  deps: Deps,
  tickets: Tickets | undefined,
  { scenarioId }: { scenarioId: string },
): Promise<void> {
  if (!tickets) return;
  for (let due = true; due; ) {
    const record = ticketRecord(await deps.store.settings.setting(ticketSetting(scenarioId)));
    if (!record || isFiled(record, tickets.place)) return;
    try {
      due = await fileOnce(deps, tickets, scenarioId, record);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'limit' || error.retryAfterMs === undefined) throw error;
      return later(deps, scenarioId, error.retryAfterMs);
    }
  }
}

function isFiled({ filed, wanted }: TicketRecord, place: string): boolean {
  return filed?.place === place && filed.runId === wanted.runId;
}

/** True when something else is wanted meanwhile. */
async function fileOnce(deps: Deps, tickets: Tickets, scenarioId: string, record: TicketRecord): Promise<boolean> {
  const { place } = tickets;
  const known = record.filed?.place === place ? record.filed : undefined;
  const ticket = await ticketOf(deps, scenarioId, record);
  // Written before the tracker is asked: killed in between, the next try looks for what this one may have opened.
  if (known?.id === undefined && record.triedAt === undefined && ticket.state === 'failing')
    await change(deps, scenarioId, 'ticket.tried', (now) => ({ ...now, triedAt: deps.runtime.now().toISOString() }));
  const triedAt = record.triedAt === undefined ? undefined : new Date(record.triedAt);
  const unknown = known?.id === undefined && triedAt === undefined;
  const found =
    ticket.state !== 'failing' && unknown ? undefined : await tickets.file(ticket, { id: known?.id, triedAt });
  const now = await change(deps, scenarioId, `ticket.${WORDS[ticket.state]}`, ({ triedAt: _, ...rest }) => ({
    ...rest,
    filed: { place, runId: record.wanted.runId, state: ticket.state, ...found },
  }));
  return now !== undefined && !isFiled(now, place);
}

const WORDS = { failing: 'filed', passing: 'closed', gone: 'closed' } as const;

async function ticketOf({ store, secret, baseUrl }: Deps, scenarioId: string, record: TicketRecord): Promise<Ticket> {
  const { wanted, since, nights } = record;
  const [scenario, run] = await Promise.all([store.scenarios.get(scenarioId), store.scenarios.run(wanted.runId)]);
  const state = scenario ? wanted.state : 'gone';
  const failing = state === 'failing' ? run?.report : undefined;
  return {
    scenarioId,
    key: ticketKey(secret, scenarioId),
    state,
    title: scenario?.title ?? '',
    agent: scenario?.content.agent ?? '',
    why: failing?.reason ?? '',
    runId: wanted.runId,
    at: new Date(wanted.at),
    since: new Date(since),
    nights,
    link: pageLinks(baseUrl).scenario(scenarioId),
    transcript: runText(failing?.turns ?? []),
  };
}

/** Changes the record as it stands now, which a night may have changed meanwhile. */
async function change(
  { store, runtime }: Deps,
  scenarioId: string,
  event: string,
  next: (record: TicketRecord) => TicketRecord,
): Promise<TicketRecord | undefined> {
  return write({ store, runtime }, event, scenarioId, async (tx) => {
    await tx.lock(ticketSetting(scenarioId));
    const record = ticketRecord(await tx.settings.setting(ticketSetting(scenarioId)));
    const changed = record && next(record);
    if (changed) await tx.settings.putSetting(ticketSetting(scenarioId), changed);
    return changed;
  });
}

async function later(deps: Deps, scenarioId: string, delayMs: number): Promise<void> {
  await write(deps, 'ticket.delayed', scenarioId, (tx) =>
    tx.enqueue({ name: 'file-ticket', data: { scenarioId }, key: scenarioId, delayMs }),
  );
}

function write<T>(
  { store, runtime }: Pick<Deps, 'store' | 'runtime'>,
  event: string,
  scenarioId: string,
  fn: (tx: Tx) => Promise<T>,
): Promise<T> {
  return store.write(
    { actor: systemActor('file-ticket'), now: runtime.now() },
    { event, subject: `scenario:${scenarioId}` },
    fn,
  );
}
