import { z } from 'zod';
import type { ControlId, FormId, FormValues } from '#src/views/card.ts';

const subject = z.string().min(1).max(400);
const via = z.enum(['channel', 'queue', 'search']).catch('channel');
const kinds = z.record(z.string().max(80), z.enum(['one', 'many']));
const typed = z.union([z.string().max(10_000), z.array(z.string().max(400)).max(200)]);
const deliveryId = z.string().max(100).optional().catch(undefined);

/** What our own cards carry, as it comes back: from a stranger's client, so nothing of it is trusted but its shape. */
const DataSchema = z.union([
  z.object({
    press: z
      .string()
      .max(40)
      .transform((id) => id as ControlId),
    subject,
    via,
    d: deliveryId,
    h: z.number().int().min(0).max(100_000).optional().catch(undefined),
    p: z.literal(1).optional().catch(undefined),
    pick: z.string().max(80).optional().catch(undefined),
    kinds: kinds.optional().catch(undefined),
  }),
  z.object({
    form: z
      .string()
      .max(40)
      .transform((id) => id as FormId),
    subject,
    via,
    kinds: kinds.catch({}),
    carried: z.record(z.string().max(80), typed).optional().catch(undefined),
  }),
  z.object({ refresh: subject, via, d: deliveryId }),
]);

export type CardData = z.output<typeof DataSchema>;
const Carrier = z.looseObject({ ratchet: DataSchema });

/** The part that is ours of the data of a click or submission; undefined when there is none. */
export function readData(data: unknown): CardData | undefined {
  const parsed = Carrier.safeParse(data);
  return parsed.success ? parsed.data.ratchet : undefined;
}

const MAX_VALUE = 200_000;
const MAX_FIELDS = 100;

/** The inputs beside it. Choices come encoded, several as one string with commas; `kinds` says which fields are choices. */
export function readValues(data: unknown, kinds: Readonly<Record<string, 'one' | 'many'>>): FormValues {
  if (typeof data !== 'object' || data === null) return {};
  const values: Record<string, string | readonly string[]> = {};
  for (const [key, value] of Object.entries(data).slice(0, MAX_FIELDS)) {
    if (key === 'ratchet' || key === 'msteams' || key.length > 80 || typeof value !== 'string') continue;
    const text = value.slice(0, MAX_VALUE);
    const kind = Object.hasOwn(kinds, key) ? kinds[key] : undefined;
    if (kind === undefined) values[key] = text;
    else if (kind === 'one') values[key] = decodeChoice(text);
    else values[key] = text === '' ? [] : text.split(',').slice(0, 200).map(decodeChoice);
  }
  return values;
}

/** Unlike decodeURIComponent it takes what a client has mangled. */
export function decodeChoice(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
