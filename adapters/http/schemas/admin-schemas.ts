import { z } from 'zod';
import { ROLES, SCOPES } from '#src/domain/actor.ts';
import { JudgeStatusJson } from './judge-schemas.ts';

const at = z.iso.datetime();
const scopes = z.array(z.enum(SCOPES));

export const StatusJson = z.object({
  version: z.string(),
  startedAt: at,
  now: at,
  database: z.object({ kind: z.enum(['postgresql', 'embedded']), calls: z.int() }),
  queue: z.object({ waiting: z.int(), active: z.int(), dead: z.int() }),
  dead: z.array(z.object({ id: z.string(), name: z.string(), failedAt: at, error: z.string() })),
  deliveries: z.array(z.object({ state: z.enum(['due', 'sent', 'parked']), n: z.int() })),
  channels: z
    .array(
      z.object({
        surface: z.string(),
        channel: z.string(),
        due: z.int(),
        parked: z.int(),
        dueSince: at.optional(),
        heldUntil: at.optional(),
        reason: z.string().optional().describe('Why nothing is sent there until then.'),
      }),
    )
    .describe('Channels where messages wait or are parked.'),
  parked: z.array(
    z.object({ id: z.string(), surface: z.string(), channel: z.string(), subject: z.string(), reason: z.string() }),
  ),
  targets: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      url: z.string(),
      agent: z.string(),
      version: z.string().optional(),
    }),
  ),
  destinations: z.array(z.object({ surface: z.string(), channel: z.string(), agents: z.array(z.string()) })),
  failureModes: z.int(),
  judge: JudgeStatusJson.optional(),
  settings: z.object({ threshold: z.number(), timeZone: z.string(), weeklyReport: z.string() }),
});

export const NewKeyJson = z.object({
  name: z.string(),
  scopes,
  key: z.string().describe('Shown once; only its hash is stored.'),
});
export const KeyListJson = z.object({ keys: z.array(z.object({ name: z.string(), scopes, createdAt: at })) });
export const TeamListJson = z.object({
  teams: z.array(
    z.object({
      surface: z.enum(['slack', 'teams']),
      team: z.string(),
      name: z.string(),
      installedBy: z.string(),
      installedAt: at,
      routed: z.boolean().describe('Whether ratchet.yaml routes anything to it; until then it may do nothing.'),
    }),
  ),
});
export const TeamJson = z.object({ team: z.string() });
export const NameJson = z.object({ name: z.string() });
export const IdJson = z.object({ id: z.string() });
export const InviteJson = z.object({
  name: z.string(),
  role: z.enum(ROLES as [string, ...string[]]),
  url: z.string().describe('A one-time link, good for seven days.'),
  expiresAt: at,
});
export const LinkJson = z.object({ url: z.string().describe('A one-time link, good for ten minutes.'), expiresAt: at });
export const ForgottenJson = z.object({ calls: z.int().describe('How many calls were erased.') });
/** Every error has this body. */
export const ErrorJson = z
  .object({
    error: z.object({
      code: z.enum([
        'invalid',
        'unauthorized',
        'forbidden',
        'not_found',
        'conflict',
        'limit',
        'unavailable',
        'internal',
      ]),
      message: z.string().describe('Safe to show; says what to do.'),
      problems: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
      current: z.unknown().optional().describe('The state that won, for conflict.'),
      reference: z.string().optional().describe('Names the log line of a bug.'),
    }),
  })
  .meta({ id: 'Error' });
