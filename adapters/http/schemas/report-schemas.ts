import { z } from 'zod';
import { FIGURE_SECTIONS } from '#src/domain/figure.ts';
import { FIX_KINDS } from '#src/domain/fix.ts';
import { OUTCOMES } from '#src/domain/verdict.ts';
import { ImpactListJson } from './impact-schemas.ts';
import { MissedJson, OutcomesJson } from './outcome-schemas.ts';
import { PatternJson } from './pattern-schemas.ts';

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
    agent: z.string().describe('The first of `agents`.'),
    agents: z.array(z.string()),
    failureModes: z.array(z.string()),
    kind: z.enum(FIX_KINDS),
    version: z.string(),
    liveAt: at,
    share: z.number().describe('Of the traffic, as registered.'),
    expectedDrop: z.number().optional(),
    ownerId: z.string(),
    ownerName: z.string(),
    note: z.string().optional(),
    scenarioIds: z.array(z.string()),
    createdAt: at,
    endedAt: at.optional().describe('When it was rolled back.'),
    endedBy: z.string().optional(),
    rolledBackTo: z.string().optional(),
  })
  .meta({ id: 'Fix' });

export const RegisteredFixJson = FixJson.extend({
  forecast: z.array(z.string()).describe('What can be known of it by when, a line a failure mode.'),
}).meta({ id: 'RegisteredFix' });

export const FixListJson = z.object({
  fixes: z.array(FixJson),
  deployments: z
    .array(DeploymentJson)
    .describe('Newest first, on every page the same; by agent under /v1/deployments.'),
  next: z.string().optional().describe('`before` of the next page of fixes; left out on the last one.'),
});

export const RateJson = z.object({
  x: z.number(),
  n: z.number(),
  rate: z.number(),
  low: z.number(),
  high: z.number(),
  shown: z
    .number()
    .optional()
    .describe(
      'Review has shown this share of x; rate, low and high are scaled to all flagged calls. Left out where it is all.',
    ),
});

/** What can be said of a fix and one failure mode: what was expected, what was seen, and how sure that is. */
export const VerdictJson = z
  .object({
    outcome: z.enum(Object.keys(OUTCOMES) as [keyof typeof OUTCOMES, ...(keyof typeof OUTCOMES)[]]),
    headline: z.enum([...new Set(Object.values(OUTCOMES))] as [string, ...string[]]),
    words: z.string(),
    observed: z.number().describe('Such calls among those reviewed since the go-live.'),
    expected: z.number().describe('How many nothing changed would have shown.'),
    ratio: z.number().optional().describe('Observed to expected.'),
    low: z.number().optional().describe('The lowest ratio that is likely.'),
    high: z.number().optional().describe('The highest; left out where it has no end.'),
    callsBefore: z.int(),
    callsAfter: z.int(),
    daysBefore: z.int(),
    daysAfter: z.int(),
    e: z.number().optional().describe('The evidence that anything changed: an e-value, on one scale for all verdicts.'),
    standsTogether: z
      .literal(false)
      .optional()
      .describe(
        'Stands there, as false, where luck would make one such verdict among all that the report reads together.',
      ),
    details: z.array(z.string()),
  })
  .meta({ id: 'Verdict' });

const FixReportJson = z.looseObject({
  id: z.string(),
  title: z.string(),
  agent: z.string(),
  version: z.string(),
  liveAt: at,
  modes: z.array(
    z.looseObject({
      failureMode: z.string(),
      title: z.string(),
      before: RateJson,
      after: RateJson,
      verdict: VerdictJson,
      value: z
        .object({ aWeek: z.number(), low: z.number(), high: z.number(), unit: z.string() })
        .optional()
        .describe('What an improvement saves in a week, with its range.'),
      words: z.string(),
    }),
  ),
});

/** What the digest says; every rate stands with its n and its interval. */
export const WeeklyReportJson = z
  .object({
    week: z.string(),
    zone: z.string(),
    firstDay: z.string(),
    lastDay: z.string(),
    headline: z.string(),
    flagged: z.looseObject({}),
    fixes: z.array(FixReportJson),
    topModes: z.array(z.looseObject({})),
    suite: z.record(z.string(), z.number()),
    gates: z.looseObject({ passed: z.int(), failed: z.int(), undecided: z.int() }),
    reviews: z.looseObject({}),
    charts: z.array(z.looseObject({ name: z.string() })),
    notes: z.array(z.string()),
    next: z
      .object({
        impact: ImpactListJson.describe('What to fix next, by what it costs.'),
        patterns: z.array(PatternJson).describe('New and growing ones.'),
        titles: z.record(z.string(), z.string()),
      })
      .optional(),
    outcomes: OutcomesJson.optional().describe('How calls ended and how long work took, beside the 8 weeks before.'),
    missed: MissedJson.optional().describe('What the checks miss, by looks at unflagged calls.'),
  })
  .meta({ id: 'WeeklyReport' });

const EditionJson = z
  .object({
    week: z.string(),
    headline: z.string(),
    postedAt: at,
    postedBy: z.string(),
    againAt: at.optional().describe('Posted again by hand; the report is as of then.'),
    againBy: z.string().optional(),
  })
  .meta({ id: 'Edition' });

export const ReportPageJson = z.object({
  report: WeeklyReportJson,
  posted: EditionJson.optional().describe('When the report of this week was posted, if it was.'),
  archive: z.array(EditionJson).describe('Weeks whose report was posted, newest first.'),
  weeks: z.array(z.string()).describe('The same, their names only.'),
});

export const PostedReportJson = z.object({
  report: WeeklyReportJson,
  channels: z.int().describe('How many its digest is posted in.'),
  again: z.boolean().describe('It had been posted before.'),
});

export const FiguresJson = z.object({
  week: z.string(),
  figures: z.array(
    z
      .object({
        week: z.string(),
        section: z.enum(FIGURE_SECTIONS),
        name: z.string(),
        value: z.number().describe('A share is 0 to 1, a time is in ms.'),
        low: z.number().optional(),
        high: z.number().optional(),
        n: z.number().optional(),
        unit: z.string(),
      })
      .meta({ id: 'Figure' }),
  ),
});
