import { ADMIN_ROUTES } from './admin-routes.ts';
import { ALARM_ROUTES } from './alarm-routes.ts';
import { ARTICLE_ROUTES } from './article-routes.ts';
import { CALL_ROUTES } from './call-routes.ts';
import { LOOK_ROUTES } from './look-routes.ts';
import { REPORT_ROUTES } from './report-routes.ts';
import { REVIEW_ROUTES } from './review-routes.ts';
import type { Route, VerbName } from './route.ts';
import { GATE_ROUTES, SUITE_ROUTES } from './suite-routes.ts';
import { VERSION_ROUTES } from './version-routes.ts';

/** The API as a table, in the order of its document. */
export const ROUTES: readonly Route[] = [
  ...CALL_ROUTES,
  ...REVIEW_ROUTES,
  ...LOOK_ROUTES,
  ...ARTICLE_ROUTES,
  ...SUITE_ROUTES,
  ...GATE_ROUTES,
  ...VERSION_ROUTES,
  ...REPORT_ROUTES,
  ...ALARM_ROUTES,
  ...ADMIN_ROUTES,
];

/** Verbs that only jobs and our own edge may call. */
export const WITHOUT_ROUTE: ReadonlySet<VerbName> = new Set([
  'scoreCalls',
  'takeOwedCalls',
  'recordJudgement',
  'returnOwedCalls',
  'recordRuns',
  'prepareReplay',
  'recordCallReplay',
  'offerOldCalls',
  'moveTiers',
  'findPatterns',
  'recordNight',
  'endNightPart',
  'resurrectScenarios',
  'keepHouse',
  'rollUp',
  'acceptInvite',
  'openPersonalLink',
  'installTeam',
  'remindClaims',
  'postLateLine',
  'watchFixes',
  'watchDrift',
  'drawFixes',
  'drawLooks',
  'drawLooksCard',
  'askVersion',
]);
