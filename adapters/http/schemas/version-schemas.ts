import { z } from 'zod';
import { AgentConfigSchema, CONFIG_FIELDS } from '#src/domain/agent-config.ts';
import { DeploymentJson } from './report-schemas.ts';

const at = z.iso.datetime();
const field = z.enum(CONFIG_FIELDS);
const AgentVersionShape = {
  id: z.string(),
  agent: z.string(),
  version: z.string(),
  firstSeenAt: at.optional().describe('When its first call began; left out while it took none.'),
  noticedAt: at,
  announcedAt: at.optional(),
  announcedBy: z.string().optional(),
  isOpen: z.boolean().describe('People are still to be asked about it.'),
  askedAt: at.optional(),
  ignoredAt: at.optional(),
  ignoredBy: z.string().optional(),
};

const ConfigJson = AgentConfigSchema.meta({ id: 'AgentConfig' });

export const DeploymentListJson = z.object({ deployments: z.array(DeploymentJson) });

export const VersionListJson = z.object({
  versions: z.array(
    z
      .object({
        ...AgentVersionShape,
        deployments: z.array(DeploymentJson),
        calls: z.int().describe('Of the last 28 days.'),
        lastCallAt: at.optional(),
        previous: z.object({ version: z.string(), changed: z.array(field) }).optional(),
        conflicts: z
          .array(z.object({ fields: z.array(field), hash: z.string(), seenAt: at, callId: z.string().optional() }))
          .describe('What calls told under its name though it is another.'),
      })
      .meta({ id: 'AgentVersion' }),
  ),
});

export const VersionPageJson = z.object({
  version: z.object({
    ...AgentVersionShape,
    configs: z.array(
      z.object({
        hash: z.string(),
        config: ConfigJson,
        origin: z.enum(['announced', 'call']),
        callId: z.string().optional(),
        seenAt: at,
      }),
    ),
  }),
  calls: z.int().describe("How many of its agent's newest calls since its first one were its own."),
  of: z.int(),
});

export const AnnouncedJson = z.object({ agent: z.string(), version: z.string(), hash: z.string() });
export const IgnoredJson = z.object({ versionId: z.string(), changed: z.boolean() });

const changed = { before: z.unknown().optional(), now: z.unknown().optional() };
const side = z.object({ version: z.string(), config: ConfigJson });
const tool = z.object({ id: z.string(), version: z.string().optional(), schema: z.unknown().optional() });

export const ComparedVersionsJson = z.object({
  agent: z.string(),
  from: side,
  to: side,
  diff: z.object({
    prompt: z
      .object({
        before: z.string(),
        now: z.string(),
        lines: z
          .array(z.object({ before: z.string().optional(), now: z.string().optional() }))
          .optional()
          .describe('The lines that differ; left out where only hashes are known.'),
      })
      .optional(),
    model: z.object(changed).optional(),
    parameters: z.array(z.object({ name: z.string(), ...changed })),
    tools: z.object({
      added: z.array(tool),
      removed: z.array(tool),
      changed: z.array(z.object({ id: z.string(), before: tool, now: tool })),
    }),
    knowledgeBase: z.object(changed).optional(),
    unknown: z.array(field).describe('Known of one of the two only.'),
  }),
});
