import { ForgottenJson } from '#adapters/http/schemas/admin-schemas.ts';
import { CallListJson, CallPageJson, CapturedJson, RescoredJson } from '#adapters/http/schemas/call-schemas.ts';
import { DraftedChecksJson, PromotedJson, PromotionJson } from '#adapters/http/schemas/scenario-schemas.ts';
import { CallSchema } from '#src/domain/call.ts';
import type { Route } from './route.ts';

const tag = 'Calls';
const one = '/v1/calls/{callId}';

/** `POST /v1/calls` is served by capture-route.ts; its line here is for the table and the document. */
export const CAPTURE_ROUTE = {
  method: 'post',
  path: '/v1/calls',
  verb: 'captureCalls',
  tag,
  summary: 'Send a finished call, or what came later of a known one. Many at once as NDJSON.',
  input: CallSchema,
  output: CapturedJson,
} as const;

export const CALL_ROUTES: readonly Route[] = [
  { method: 'get', path: '/v1/calls', verb: 'listCalls', tag, summary: 'Calls, newest first.', output: CallListJson },
  {
    method: 'get',
    path: one,
    verb: 'getCall',
    tag,
    summary: 'One call with its signals and score.',
    output: CallPageJson,
  },
  {
    method: 'post',
    path: `${one}/signals`,
    verb: 'addSignals',
    tag,
    summary: 'What arrived after the call: a complaint, a survey, a refund, a repeat. The flag is decided again.',
    output: CapturedJson,
  },
  {
    method: 'post',
    path: '/v1/scores/recompute',
    verb: 'rescoreCalls',
    tag,
    summary: 'Score again the calls that another version of the scorecard scored, oldest first.',
    output: RescoredJson,
  },
  {
    method: 'get',
    path: `${one}/promotion`,
    verb: 'previewPromotion',
    rename: { callId: 'of' },
    tag,
    summary: 'The scenario that it would become.',
    output: PromotionJson,
  },
  {
    method: 'post',
    path: `${one}/promotion/drafts`,
    verb: 'draftChecks',
    rename: { callId: 'of' },
    tag,
    summary: 'Have a model draft checks for it, once; a person accepts them by promoting with them.',
    output: DraftedChecksJson,
  },
  {
    method: 'post',
    path: `${one}/promote`,
    verb: 'promoteCall',
    rename: { callId: 'of' },
    tag,
    summary: 'Turn it into a scenario. The second one finds the first.',
    output: PromotedJson,
    status: 201,
  },
  {
    method: 'post',
    path: '/v1/forget',
    verb: 'forgetCustomer',
    tag,
    summary: 'Erase a customer: every call, its reviews, messages and scenarios.',
    output: ForgottenJson,
  },
];
