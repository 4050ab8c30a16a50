const HOUR_MS = 3_600_000;

/** How long a claim lasts, in hours, and how long before its end its owner is reminded. */
export type ClaimSla = { verdictHours: number; remindHours: number };

/** When a claim is reminded of and when it is released, as told by what has happened to it. */
export type ClaimExpiry = { remindAt: Date; releaseAt: Date };

/**
 * A claim counts from when it was made, or came back from being snoozed. It is released when its hours are over, but
 * never sooner after its reminder than the reminder says.
 */
export function claimExpiry(sla: ClaimSla, since: Date, remindedAt: Date | undefined): ClaimExpiry {
  const lead = Math.min(sla.remindHours, sla.verdictHours / 2) * HOUR_MS;
  const endAt = since.getTime() + sla.verdictHours * HOUR_MS;
  return {
    remindAt: new Date(endAt - lead),
    releaseAt: new Date(remindedAt === undefined ? endAt : Math.max(endAt, remindedAt.getTime() + lead)),
  };
}
