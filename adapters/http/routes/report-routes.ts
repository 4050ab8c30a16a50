import { ImpactListJson } from '#adapters/http/schemas/impact-schemas.ts';
import { PatternListJson } from '#adapters/http/schemas/pattern-schemas.ts';
import {
  FixListJson,
  RegisteredFixJson,
  ReportPageJson,
  WeeklyReportJson,
} from '#adapters/http/schemas/report-schemas.ts';
import type { Route } from './route.ts';

const tag = 'Fixes and reports';

export const REPORT_ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/fixes',
    verb: 'registerFix',
    tag,
    summary:
      'Register a fix: the failure modes it targets, the version that carries it, when it went live. Says what can be known of it by when.',
    output: RegisteredFixJson,
    status: 201,
  },
  {
    method: 'get',
    path: '/v1/fixes',
    verb: 'listFixes',
    tag,
    summary: 'Fixes and deployments, newest first.',
    output: FixListJson,
  },
  {
    method: 'get',
    path: '/v1/reports/weekly',
    verb: 'getReport',
    tag,
    summary: 'The report of a week, made from what is known now.',
    output: ReportPageJson,
  },
  {
    method: 'post',
    path: '/v1/reports/weekly',
    verb: 'postWeeklyReport',
    tag,
    summary: 'Store the report of a week and post its digest, once a channel.',
    output: WeeklyReportJson,
  },
  {
    method: 'get',
    path: '/v1/patterns',
    verb: 'listPatterns',
    tag,
    summary: 'Failing calls of the last four weeks that were about the same, most recent calls first.',
    output: PatternListJson,
  },
  {
    method: 'get',
    path: '/v1/impact',
    verb: 'getImpact',
    tag,
    summary: 'What to fix next: failure modes by what they cost in a week more than calls without failure.',
    output: ImpactListJson,
  },
];
