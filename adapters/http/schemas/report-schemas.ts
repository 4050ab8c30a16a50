import { z } from 'zod';
import { FIX_KINDS } from '#src/domain/fix.ts';

const at = z.iso.datetime();

export const DeploymentJson = z
  .object({
    id: z.string(),
    agent: z.string(),
    version: z.string(),
    share: z.number(),
    liveAt: at,
    endedAt: at.optional(),
    note: z.string().optional(),
    createdBy: z.string(),
    createdAt: at,
  })
  .meta({ id: 'Deployment' });

export const FixJson = z
  .object({
    id: z.string(),
    title: z.string(),
    agent: z.string(),
    failureModes: z.array(z.string()),
    kind: z.enum(FIX_KINDS),
    version: z.string(),
    liveAt: at,
    ownerId: z.string(),
    ownerName: z.string(),
    note: z.string().optional(),
    scenarioIds: z.array(z.string()),
    createdAt: at,
  })
  .meta({ id: 'Fix' });

export const FixListJson = z.object({ fixes: z.array(FixJson), deployments: z.array(DeploymentJson) });

/** What the digest says; every rate stands with its n and its interval. */
export const WeeklyReportJson = z
  .object({
    week: z.string(),
    zone: z.string(),
    firstDay: z.string(),
    lastDay: z.string(),
    headline: z.string(),
    flagged: z.looseObject({}),
    fixes: z.array(z.looseObject({})),
    topModes: z.array(z.looseObject({})),
    suite: z.record(z.string(), z.number()),
    gates: z.looseObject({ passed: z.int(), failed: z.int(), undecided: z.int() }),
    reviews: z.looseObject({}),
    charts: z.array(z.looseObject({ name: z.string() })),
    notes: z.array(z.string()),
  })
  .meta({ id: 'WeeklyReport' });

export const ReportPageJson = z.object({
  report: WeeklyReportJson,
  weeks: z.array(z.string()).describe('Weeks whose report was posted.'),
});
