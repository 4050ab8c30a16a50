import { z } from 'zod';
import { FIX_KINDS } from '#src/domain/fix.ts';
import type { FormValues } from '#src/views/card.ts';
import type { Answer, Submission } from './answer.ts';
import type { World } from './create-interactions.ts';
import { manyValues, oneValue } from './form-values.ts';

const percent = (message: string) =>
  z
    .string()
    .regex(/^\d{1,3}([.,]\d+)?\s*%?$/, message)
    .transform((text) => Number(text.replace('%', '').replace(',', '.')) / 100)
    .refine((share) => share > 0 && share <= 1, message)
    .optional();

const FixValues = z.object({
  title: z.string().min(1, 'Say what was changed.').max(200),
  agent: z.string().min(1, 'Name the agent.').max(2_000),
  version: z.string().min(1, 'Name the version.').max(200),
  liveAt: z.iso.datetime({ offset: true, error: 'Write it as 2026-11-20T14:00:00Z.' }),
  kind: z.enum(FIX_KINDS),
  share: percent('A number above 0 and at most 100.'),
  expectedDrop: percent('A number above 0 and at most 100.'),
  ownerName: z.string().max(120).optional(),
  scenarioIds: z.string().max(2_000).default(''),
  note: z.string().max(2_000).optional(),
});

/** Registers a fix; problems stand beside their fields. */
export async function submitFix({ verbs }: World, { actor, values }: Submission): Promise<Answer> {
  const parsed = FixValues.safeParse(typedIn(values));
  const failureModes = manyValues(values, 'failureModes');
  const problems = [
    ...(parsed.success
      ? []
      : parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))),
    ...(failureModes.length === 0 ? [{ path: 'failureModes', message: 'Pick at least one.' }] : []),
  ];
  if (!parsed.success || problems.length > 0) return { kind: 'problems', problems };
  const { agent: names, scenarioIds, ...fields } = parsed.data;
  const [agent = '', ...agents] = listed(names);
  const fix = await verbs.registerFix(actor, {
    ...fields,
    failureModes,
    agent,
    agents,
    scenarioIds: listed(scenarioIds).map((id) => id.toUpperCase()),
  });
  return {
    kind: 'done',
    note: `${fix.id} is registered. ${fix.forecast.join(' ')} The weekly report says how it goes.`,
  };
}

/** Every field that was filled in, without the blanks around it. */
function typedIn(values: FormValues): Record<string, string> {
  const fields = Object.keys(FixValues.shape).map((id) => [id, oneValue(values, id).trim()] as const);
  const asked = ['title', 'agent', 'version', 'liveAt', 'kind'];
  return Object.fromEntries(fields.filter(([id, text]) => text !== '' || asked.includes(id)));
}

/** "shop, shop-de" as its parts. */
function listed(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
