import type { Actor } from './domain/actor.ts';
import type { Interactions } from './interactions/answer.ts';
import { createInteractions } from './interactions/create-interactions.ts';
import type { Deps } from './ports/deps.ts';
import type { Judge } from './ports/judge.ts';
import { type BoundVerb, bindVerb } from './verb.ts';
import { acceptFailing } from './verbs/accept-failing.ts';
import { acknowledgeAlarm } from './verbs/acknowledge-alarm.ts';
import { addFailureMode } from './verbs/add-failure-mode.ts';
import { addOccurrence } from './verbs/add-occurrence.ts';
import { addSignals } from './verbs/add-signals.ts';
import { announceVersion } from './verbs/announce-version.ts';
import { answerLook } from './verbs/answer-look.ts';
import { approveGate } from './verbs/approve-gate.ts';
import { askVersion, getVersion, ignoreVersion } from './verbs/ask-version.ts';

import { budgetedJudge } from './verbs/budgeted-judge.ts';
import { captureCalls } from './verbs/capture-calls.ts';
import { claimReview } from './verbs/claim-review.ts';
import { confirmReview } from './verbs/confirm-review.ts';
import { createKey, listKeys, revokeKey } from './verbs/create-key.ts';
import { dismissReview } from './verbs/dismiss-review.ts';
import { draftArticle } from './verbs/draft-article.ts';
import { draftChecks } from './verbs/draft-checks.ts';
import { draftKnowledge } from './verbs/draft-knowledge.ts';
import { drawCard } from './verbs/draw-card.ts';
import { drawFixes } from './verbs/draw-fixes.ts';
import { drawLooks } from './verbs/draw-looks.ts';
import { drawLooksCard } from './verbs/draw-looks-card.ts';
import { editScenario } from './verbs/edit-scenario.ts';
import { endFailing } from './verbs/end-failing.ts';
import { findPatterns } from './verbs/find-patterns.ts';
import { findToolResult } from './verbs/find-tool-result.ts';
import { forgetCustomer } from './verbs/forget-customer.ts';
import { getArticle, listArticles } from './verbs/get-article.ts';
import { getCall } from './verbs/get-call.ts';
import { getFigures } from './verbs/get-figures.ts';
import { getGate, listGates } from './verbs/get-gate.ts';
import { getHome } from './verbs/get-home.ts';
import { getImpact } from './verbs/get-impact.ts';
import { getJudgeAgreement } from './verbs/get-judge-agreement.ts';
import { getReplay } from './verbs/get-replay.ts';
import { getReport } from './verbs/get-report.ts';
import { getReview } from './verbs/get-review.ts';
import { getScenario } from './verbs/get-scenario.ts';
import { getStatus } from './verbs/get-status.ts';
import { getSuite, listScenarios } from './verbs/get-suite.ts';
import { installTeam, listTeams, removeTeam } from './verbs/install-team.ts';
import { acceptInvite, invitePerson } from './verbs/invite-person.ts';
import { keepHouse } from './verbs/keep-house.ts';
import { listAlarms } from './verbs/list-alarms.ts';
import { listCalls } from './verbs/list-calls.ts';
import { listFixes } from './verbs/list-fixes.ts';
import { getLook, listLooks } from './verbs/list-looks.ts';
import { listPatterns } from './verbs/list-patterns.ts';
import { listReviews } from './verbs/list-reviews.ts';
import { compareVersions, listDeployments, listVersions } from './verbs/list-versions.ts';
import { markDuplicate } from './verbs/mark-duplicate.ts';
import { moveTiers } from './verbs/move-tiers.ts';
import { offerOldCalls } from './verbs/offer-old-calls.ts';
import { openGate } from './verbs/open-gate.ts';
import { overrideGate } from './verbs/override-gate.ts';
import { createPersonalLink, openPersonalLink } from './verbs/personal-link.ts';
import { pinScenario } from './verbs/pin-scenario.ts';
import { planSuite } from './verbs/plan-suite.ts';
import { postLateLine } from './verbs/post-late-line.ts';
import { postWeeklyReport } from './verbs/post-weekly-report.ts';
import { prepareReplay } from './verbs/prepare-replay.ts';
import { previewPromotion } from './verbs/preview-promotion.ts';
import { promoteCall } from './verbs/promote-call.ts';
import { recordCallReplay } from './verbs/record-call-replay.ts';
import { recordJudgement } from './verbs/record-judgement.ts';
import { endNightPart, recordNight } from './verbs/record-night.ts';
import { recordRuns } from './verbs/record-runs.ts';
import { registerDeployment } from './verbs/register-deployment.ts';
import { registerFix } from './verbs/register-fix.ts';
import { remindClaims } from './verbs/remind-claims.ts';
import { removeOccurrence } from './verbs/remove-occurrence.ts';
import { reopenReview } from './verbs/reopen-review.ts';
import { replayCall } from './verbs/replay-call.ts';
import { replayScenario } from './verbs/replay-scenario.ts';
import { reportGateRuns } from './verbs/report-gate-runs.ts';
import { rescoreCalls } from './verbs/rescore-calls.ts';
import { resurrectScenarios } from './verbs/resurrect-scenarios.ts';
import { returnOwedCalls } from './verbs/return-owed-calls.ts';
import { rollBackFix } from './verbs/roll-back-fix.ts';
import { rollUp } from './verbs/roll-up.ts';
import { saveSettings } from './verbs/save-settings.ts';
import { scoreCalls } from './verbs/score-calls.ts';
import { snoozeReview } from './verbs/snooze-review.ts';
import { takeOwedCalls } from './verbs/take-owed-calls.ts';
import { unclaimReview } from './verbs/unclaim-review.ts';
import { voteReview } from './verbs/vote-review.ts';
import { watchDrift } from './verbs/watch-drift.ts';
import { watchFixes } from './verbs/watch-fixes.ts';
import { writeArticle } from './verbs/write-article.ts';

/** Every verb by the name that code calls it by. Adding one adds its file and its line here. */
export const VERBS = {
  captureCalls,
  addSignals,
  scoreCalls,
  rescoreCalls,
  takeOwedCalls,
  recordJudgement,
  returnOwedCalls,
  getJudgeAgreement,
  getCall,
  listCalls,
  getReview,
  drawCard,
  listReviews,
  getHome,
  saveSettings,
  claimReview,
  unclaimReview,
  confirmReview,
  dismissReview,
  reopenReview,
  markDuplicate,
  snoozeReview,
  voteReview,
  drawLooks,
  drawLooksCard,
  listLooks,
  getLook,
  answerLook,
  addFailureMode,
  previewPromotion,
  draftChecks,
  promoteCall,
  addOccurrence,
  removeOccurrence,
  editScenario,
  getScenario,
  listScenarios,
  getSuite,
  planSuite,
  moveTiers,
  recordNight,
  endNightPart,
  pinScenario,
  resurrectScenarios,
  replayScenario,
  replayCall,
  prepareReplay,
  recordCallReplay,
  getReplay,
  draftArticle,
  draftKnowledge,
  writeArticle,
  getArticle,
  listArticles,
  recordRuns,
  findToolResult,
  openGate,
  reportGateRuns,
  approveGate,
  overrideGate,
  acceptFailing,
  endFailing,
  getGate,
  listGates,
  registerDeployment,
  listDeployments,
  announceVersion,
  listVersions,
  compareVersions,
  getVersion,
  askVersion,
  ignoreVersion,
  registerFix,
  listFixes,
  getReport,
  getFigures,
  postWeeklyReport,
  findPatterns,
  listPatterns,
  getImpact,
  offerOldCalls,
  getStatus,
  createKey,
  listKeys,
  revokeKey,
  invitePerson,
  acceptInvite,
  createPersonalLink,
  openPersonalLink,
  installTeam,
  listTeams,
  removeTeam,
  forgetCustomer,
  keepHouse,
  rollUp,
  remindClaims,
  postLateLine,
  watchFixes,
  watchDrift,
  listAlarms,
  drawFixes,
  acknowledgeAlarm,
  rollBackFix,
} as const;

export type Verbs = { readonly [K in keyof typeof VERBS]: BoundVerb<(typeof VERBS)[K]> };

/** The core's only face: every verb with its dependencies, and what surfaces call. */
export type App = {
  verbs: Verbs;
  interactions: Interactions;
  /** The judge within the day's budget, for what runs scenarios; undefined where none is configured. */
  judge(actor: Actor): Judge | undefined;
};

export function createApp(deps: Deps): App {
  const bound = Object.fromEntries(Object.entries(VERBS).map(([name, verb]) => [name, bindVerb(deps, verb as never)]));
  const verbs = bound as unknown as Verbs;
  return { verbs, interactions: createInteractions(deps, verbs), judge: (actor) => budgetedJudge(deps, actor) };
}
