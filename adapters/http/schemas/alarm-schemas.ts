import { z } from 'zod';
import { ALARM_KINDS } from '#src/domain/alarm.ts';
import { RateJson, VerdictJson } from './report-schemas.ts';

const at = z.iso.datetime();

export const AlarmJson = z
  .object({
    id: z.string(),
    key: z.string().describe('What two looks that find the same have in common.'),
    kind: z
      .enum(ALARM_KINDS)
      .describe(
        "worse, came_back: a fix's own failure mode; guardrail: another one since a fix; drift: one without a fix.",
      ),
    agents: z.array(z.string()),
    failureMode: z.string().describe('* stands for failures of any kind.'),
    fixId: z.string().optional(),
    callIds: z.array(z.string()).describe('The clearest calls.'),
    facts: z.object({
      mode: z.string().describe("The failure mode's title."),
      verdict: VerdictJson,
      before: RateJson,
      after: RateJson,
      firstDay: z.string(),
      lastDay: z.string(),
      version: z.string().optional(),
      previousVersion: z.string().optional(),
      liveAt: at.optional(),
      since: z.string().optional(),
      fix: z.object({ title: z.string(), ownerName: z.string() }).optional(),
      week: z.string(),
    }),
    postedAt: at,
    acknowledgedAt: at.optional(),
    acknowledgedBy: z.string().optional(),
    rolledBackAt: at.optional(),
    rolledBackBy: z.string().optional(),
    rolledBackTo: z.string().optional(),
  })
  .meta({ id: 'Alarm' });

export const AlarmListJson = z.object({ alarms: z.array(AlarmJson) });

export const AcknowledgedJson = z.object({
  alarm: AlarmJson,
  changed: z.boolean().describe('False when somebody took note of it before.'),
});
