import { AnsweredLookJson, LookListJson, LookPageJson } from '#adapters/http/schemas/look-schemas.ts';
import type { Route } from './route.ts';

const tag = 'Looks';

export const LOOK_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/looks',
    verb: 'listLooks',
    tag,
    summary:
      'Calls that nothing flagged, drawn at random to be looked at: those that wait, or those answered (state=answered).',
    output: LookListJson,
  },
  { method: 'get', path: '/v1/looks/{lookId}', verb: 'getLook', tag, summary: 'One look.', output: LookPageJson },
  {
    method: 'post',
    path: '/v1/looks/{lookId}/answer',
    verb: 'answerLook',
    tag,
    summary: 'Say that the call was fine, what was wrong with it, or that it is skipped. Only a person can.',
    output: AnsweredLookJson,
  },
];
