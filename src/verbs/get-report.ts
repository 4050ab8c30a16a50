import { z } from 'zod';
import { audienceOf } from '#src/domain/audience.ts';
import type { WeeklyReport } from '#src/domain/report.ts';
import { storedReport } from '#src/domain/stored-report.ts';
import { isoWeek } from '#src/domain/week.ts';
import { notFound } from '#src/errors.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { EditionLine } from '#src/ports/store/editions.ts';
import { type Context, verb } from '#src/verb.ts';
import { seenAgents } from './list-reviews.ts';
import { weeklyReport } from './weekly-report.ts';

/** Posted weeks that are listed: a little over a year. */
const ARCHIVE_WEEKS = 60;

export const WeekSchema = z
  .string()
  .regex(/^(?:19[7-9]\d|2\d{3})-W(?:0[1-9]|[1-4]\d|5[0-3])$/, 'an ISO week such as 2026-W47');
export const ReportInputSchema = z.object({
  week: WeekSchema.optional().describe('The running one unless given.'),
  as: z.enum(['today', 'posted']).default('today').describe('Made from what is known now, or as it was posted.'),
});

export type ReportPage = {
  report: WeeklyReport;
  /** When this week's report was posted for those who see what the actor sees, if it was. */
  posted?: EditionLine;
  /** Posted weeks, newest first. */
  archive: EditionLine[];
  /** The same, their names only. */
  weeks: string[];
};

/** The report of a week about the agents that the actor sees; nothing is stored. Throws `not_found` where it was not posted and is asked for as posted. */
export const getReport = verb({
  name: 'report.get',
  input: ReportInputSchema,
  allow: { role: 'reviewer', scope: 'read' },
  run: (deps, ctx, input): Promise<ReportPage> => readReport(deps, ctx, input),
});

export async function readReport(
  deps: Deps,
  ctx: Context,
  { week, as }: z.output<typeof ReportInputSchema>,
): Promise<ReportPage> {
  const wanted = week ?? isoWeek(ctx.now, deps.policy.timeZone);
  const agents = seenAgents(ctx.actor);
  const audience = audienceOf(agents);
  const [edition, archive] = await Promise.all([
    deps.store.editions.edition(wanted, audience),
    deps.store.editions.editions(audience, ARCHIVE_WEEKS),
  ]);
  if (as === 'posted' && !edition) throw notFound(`A report of ${wanted} that was posted`);
  const report =
    as === 'posted' && edition ? storedReport(edition.body) : await weeklyReport(deps, ctx, wanted, agents);
  const { body: _, audience: __, ...posted } = edition ?? { body: undefined, audience };
  return {
    report,
    ...('week' in posted && { posted }),
    archive,
    weeks: archive.map((one) => one.week),
  };
}
