import { ImpactListJson } from '#adapters/http/schemas/impact-schemas.ts';
import { JudgeAgreementJson } from '#adapters/http/schemas/judge-schemas.ts';
import { PatternListJson } from '#adapters/http/schemas/pattern-schemas.ts';
import {
  FiguresJson,
  FixListJson,
  PostedReportJson,
  RegisteredFixJson,
  ReportPageJson,
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
    summary: 'Fixes, the newest go-live first, a page at a time; and deployments, newest first.',
    output: FixListJson,
  },
  {
    method: 'get',
    path: '/v1/reports/weekly',
    verb: 'getReport',
    tag,
    summary: 'The report of a week, made from what is known now or as it was posted.',
    output: ReportPageJson,
  },
  {
    method: 'get',
    path: '/v1/reports/weekly/figures',
    verb: 'getFigures',
    tag,
    summary: 'Every number of a report, a row each, as JSON or CSV: value, interval, n and unit.',
    output: FiguresJson,
    text: {
      type: 'text/csv; charset=utf-8',
      of: ({ week, csv }: { week: string; csv?: string }) =>
        csv === undefined ? undefined : { text: csv, file: `ratchet-${week}.csv` },
    },
  },
  {
    method: 'post',
    path: '/v1/reports/weekly',
    verb: 'postWeeklyReport',
    tag,
    summary:
      'Store the report of a week that is over and post its digest, once a channel; posted again, the former post is edited. Takes a person.',
    output: PostedReportJson,
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
    path: '/v1/judge/agreement',
    verb: 'getJudgeAgreement',
    tag,
    summary: "Reviewers' verdicts against what the judge said of the same calls, criterion by criterion.",
    output: JudgeAgreementJson,
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
