import {
  IdJson,
  InviteJson,
  KeyListJson,
  LinkJson,
  NameJson,
  NewKeyJson,
  StatusJson,
} from '#adapters/http/schemas/admin-schemas.ts';
import type { Route } from './route.ts';

const tag = 'People, keys, status';

export const ADMIN_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/status',
    verb: 'getStatus',
    tag,
    summary: 'How this Ratchet is doing.',
    output: StatusJson,
  },
  {
    method: 'post',
    path: '/v1/failure-modes',
    verb: 'addFailureMode',
    tag,
    summary: 'Add a failure mode to the taxonomy.',
    output: IdJson,
    status: 201,
  },
  {
    method: 'get',
    path: '/v1/keys',
    verb: 'listKeys',
    tag,
    summary: 'The API keys, without their secrets.',
    output: KeyListJson,
  },
  {
    method: 'post',
    path: '/v1/keys',
    verb: 'createKey',
    tag,
    summary: 'Make an API key; shown once.',
    output: NewKeyJson,
    status: 201,
  },
  {
    method: 'delete',
    path: '/v1/keys/{name}',
    verb: 'revokeKey',
    tag,
    summary: 'Take a key out of use.',
    output: NameJson,
  },
  {
    method: 'post',
    path: '/v1/invites',
    verb: 'invitePerson',
    tag,
    summary: 'Make a one-time link that starts a web session for a person with a role.',
    output: InviteJson,
    status: 201,
  },
  {
    method: 'post',
    path: '/v1/links',
    verb: 'createPersonalLink',
    tag,
    summary: 'Make a one-time link of one page for myself.',
    output: LinkJson,
    status: 201,
  },
];
