import { createHmac } from 'node:crypto';
import { z } from 'zod';

/** What a ticket should say of its scenario; `gone` = no longer in the suite. */
const StateSchema = z.enum(['failing', 'passing', 'gone']);
export type TicketState = z.output<typeof StateSchema>;

const TicketRecordSchema = z.object({
  /** The run it should tell of. */
  wanted: z.object({ runId: z.string(), state: StateSchema, at: z.iso.datetime() }),
  /** When it began to fail, and how many nights it failed since. */
  since: z.iso.datetime(),
  nights: z.int(),
  /** When a first try to open it began whose end nobody knows. */
  triedAt: z.iso.datetime().optional(),
  /** What the tracker was told last; `place` names the tracker, for an id of another one means nothing. */
  filed: z
    .object({
      place: z.string(),
      runId: z.string(),
      state: StateSchema,
      id: z.string().optional(),
      url: z.string().optional(),
    })
    .optional(),
});

/** What we know of a scenario's ticket, stored as the setting `ticket:SC-1`. */
export type TicketRecord = z.output<typeof TicketRecordSchema>;

const PREFIX = 'ticket:';

export function ticketSetting(scenarioId: string): string {
  return PREFIX + scenarioId;
}

/** The stored record, undefined where there is none that can be read. */
export function ticketRecord(value: unknown): TicketRecord | undefined {
  const parsed = TicketRecordSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** The scenarios whose ticket is open, of the settings that begin as `ticketSetting` does. */
export function openTickets(settings: readonly { key: string; value: unknown }[]): string[] {
  return settings
    .filter(({ value }) => ticketRecord(value)?.wanted.state === 'failing')
    .map(({ key }) => key.slice(PREFIX.length));
}

/** What the ticket should be after a run by night; undefined where it stays as it is. A run that was neither pass nor fail says nothing. */
export function afterRun(
  record: TicketRecord | undefined,
  { runId, outcome, at }: { runId: string; outcome: string; at: string },
): TicketRecord | undefined {
  if (record && (record.wanted.runId === runId || Date.parse(record.wanted.at) > Date.parse(at))) return undefined;
  const open = record?.wanted.state === 'failing' ? record : undefined;
  if (outcome === 'fail') {
    const nights = (open?.nights ?? 0) + 1;
    return { ...record, since: open?.since ?? at, nights, wanted: { runId, state: 'failing', at } };
  }
  return outcome === 'pass' && open ? { ...open, wanted: { runId, state: 'passing', at } } : undefined;
}

/** Marks the ticket as this installation's: two of them may have an SC-1 in one tracker, and nobody can guess it. */
export function ticketKey(secret: string, scenarioId: string): string {
  return createHmac('sha256', secret).update(ticketSetting(scenarioId)).digest('hex').slice(0, 32);
}
