import { createTickets } from '#adapters/tickets/create-tickets.ts';
import { fileTicket } from '#jobs/file-ticket.ts';
import type { RunReport } from '#src/domain/run.ts';
import { ticketRecord, ticketSetting } from '#src/domain/ticket.ts';
import { AppError } from '#src/errors.ts';
import { parsePolicy } from '#src/policy.ts';
import type { Tickets } from '#src/ports/tickets.ts';
import { system, TEST_POLICY, type TestApp, testApp } from '#test/app.ts';
import { addScenario } from '#test/cli/gate-scenarios.ts';
import { newRun } from '#test/database/rows.ts';
import { startTracker } from './stub-tracker.ts';

const DAY_MS = 86_400_000;

/** A core whose nights file tickets at a stub tracker. `yaml` gets its address. */
export async function ticketsWorld(yaml: (url: string) => string) {
  const test: TestApp = await testApp();
  const tracker = await startTracker();
  test.deps.policy = parsePolicy(`${TEST_POLICY}\ntickets: ${yaml(tracker.url)}`);
  const env: Record<string, string> = { TICKET_TOKEN: 'a-token' };
  const connect = (): Tickets | undefined =>
    test.deps.policy.tickets && createTickets({ policy: test.deps.policy.tickets, env, now: () => test.clock.now });
  let tickets = connect();

  async function night(outcomes: Readonly<Record<string, string>>, more: Partial<RunReport> = {}): Promise<void> {
    test.clock.now = new Date(test.clock.now.getTime() + DAY_MS);
    const period = test.clock.now.toISOString().slice(0, 16);
    const reports = Object.entries(outcomes).map(([scenarioId, outcome]) => {
      const run = newRun(`night-${period}-${scenarioId}`, scenarioId, { outcome: outcome as 'pass' });
      return { target: 'sample', report: { ...run.report, startedAt: test.clock.now.toISOString(), ...more } };
    });
    await test.app.verbs.recordNight(system, { period, runs: reports });
    await test.app.verbs.endNightPart(system, { period, left: 0, goesOn: false });
  }

  /** Runs each waiting job of tickets once, as the queue would: one a scenario. Says how each ended; what failed waits for the next time. */
  async function work(): Promise<string[]> {
    const waiting = test.test.jobs.splice(0).filter(({ name }) => name === 'file-ticket');
    const ids = new Set(waiting.map(({ data }) => (data as { scenarioId: string }).scenarioId));
    const ends: string[] = [];
    for (const scenarioId of ids) {
      const before = test.test.jobs.length;
      const end = await endOf(fileTicket(test.deps, tickets, { scenarioId }));
      const delayed = test.test.jobs.slice(before).find(({ name }) => name === 'file-ticket');
      ends.push(delayed ? `again in ${delayed.delayMs} ms` : end);
      if (end === 'unavailable') test.test.jobs.push({ name: 'file-ticket', data: { scenarioId }, key: scenarioId });
    }
    return ends;
  }

  return {
    test,
    tracker,
    env,
    night,
    work,
    add: (id: string, title: string) =>
      addScenario(test, { id, agent: 'good', title, checks: [{ kind: 'transfers' }] }),
    record: async (id: string) => ticketRecord(await test.deps.store.settings.setting(ticketSetting(id))),
    /** As after a start with this environment and policy. */
    restart: () => {
      tickets = connect();
    },
    close: async () => {
      await tracker.close();
      await test.close();
    },
  };
}

async function endOf(work: Promise<void>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}
