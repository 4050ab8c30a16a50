import { z } from 'zod';
import { ChatEnv, type SlackSettings, slackSettings, type TeamsSettings, teamsSettings } from './chat-settings.ts';
import { invalid } from './errors.ts';
import { problemsOf } from './policy.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1', '[::1]']);

const empty = (value: unknown) => (value === '' ? undefined : value);

const EnvSchema = z.object({
  PORT: z.preprocess(empty, z.coerce.number().int().min(0).max(65_535).default(3_000)),
  HOST: z.preprocess(empty, z.string().default('127.0.0.1')),
  RATCHET_URL: z.preprocess(empty, z.url({ protocol: /^https?$/ }).optional()),
  RATCHET_SECRET: z.preprocess(empty, z.string().min(32, 'at least 32 characters: openssl rand -hex 32').optional()),
  RATCHET_DATA: z.preprocess(empty, z.string().default('./data')),
  RATCHET_POLICY: z.preprocess(empty, z.string().default('./ratchet.yaml')),
  RATCHET_LOG: z.preprocess(empty, z.enum(['silent', 'error', 'warn', 'info']).default('warn')),
  DATABASE_URL: z.preprocess(empty, z.url({ protocol: /^postgres(ql)?$/ }).optional()),
  ...ChatEnv,
});

/** What the environment says, checked. */
export type Config = {
  port: number;
  host: string;
  /** How links are written, when it is not simply where the server listens. */
  url?: string;
  secret?: string;
  dataDir: string;
  policyPath: string;
  logLevel: 'silent' | 'error' | 'warn' | 'info';
  databaseUrl?: string;
  /** No sign-in: only while nothing is configured for the outside. */
  localMode: boolean;
  slack?: SlackSettings;
  teams?: TeamsSettings;
};

/** Reads the environment; throws `invalid` with every problem at once. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const parsed = EnvSchema.safeParse(env);
  const problems = parsed.success ? [] : problemsOf(parsed.error);
  if (parsed.success && parsed.data.DATABASE_URL && !parsed.data.RATCHET_SECRET) {
    problems.push({
      path: 'RATCHET_SECRET',
      message: 'is needed with DATABASE_URL, the same for every replica: openssl rand -hex 32',
    });
  }
  const url = parsed.data?.RATCHET_URL?.replace(/\/+$/, '');
  const slack = parsed.success ? slackSettings(parsed.data, url, problems) : undefined;
  const teams = parsed.success ? teamsSettings(parsed.data, LOOPBACK.has(parsed.data.HOST), problems) : undefined;
  if (!parsed.success || problems.length > 0) throw invalid('The environment has problems.', problems);
  const values = parsed.data;
  // Socket Mode opens nothing to the outside, so the browser may stay as it was.
  const outside =
    slack?.signingSecret !== undefined ||
    slack?.clientId !== undefined ||
    teams?.appId !== undefined ||
    (url !== undefined && !isLoopbackUrl(url));
  return {
    port: values.PORT,
    host: values.HOST,
    ...(url === undefined ? {} : { url }),
    ...(values.RATCHET_SECRET === undefined ? {} : { secret: values.RATCHET_SECRET }),
    dataDir: values.RATCHET_DATA,
    policyPath: values.RATCHET_POLICY,
    logLevel: values.RATCHET_LOG,
    ...(values.DATABASE_URL === undefined ? {} : { databaseUrl: values.DATABASE_URL }),
    localMode: LOOPBACK.has(values.HOST) && !outside,
    ...(slack ? { slack } : {}),
    ...(teams ? { teams } : {}),
  };
}

function isLoopbackUrl(url: string): boolean {
  return LOOPBACK.has(new URL(url).hostname);
}
