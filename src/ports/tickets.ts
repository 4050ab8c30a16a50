import type { TicketState } from '#src/domain/ticket.ts';

/** One scenario's ticket as it should stand. All of it but `key`, `link` and the ids is text of strangers. */
export type Ticket = {
  scenarioId: string;
  /** Part of the ticket's text, by which it is found again; 32 hexadecimal digits. */
  key: string;
  state: TicketState;
  title: string;
  agent: string;
  /** Why its last run failed, in one sentence. */
  why: string;
  runId: string;
  at: Date;
  since: Date;
  /** How many nights it failed since. */
  nights: number;
  link: string;
  /** Of the failing run, a line a turn; "" otherwise. */
  transcript: string;
};

/** Where tickets are kept: an issue tracker. */
export type Tickets = {
  /** Names the tracker ("github acme/bot"): ids of another one mean nothing here. */
  place: string;
  /**
   * Opens, changes, closes or reopens the ticket, whatever it takes; the same again changes nothing. `id` is what an earlier call gave;
   * `triedAt` = one began then to open it, and nobody knows how it ended. Undefined where nothing fails and there is no ticket. Rejects
   * with `unavailable` or `limit` (with retryAfterMs) when it is to be tried again, with `invalid` when that would end alike.
   */
  file(
    ticket: Ticket,
    known: { id?: string | undefined; triedAt?: Date | undefined },
  ): Promise<{ id: string; url?: string } | undefined>;
};
