import { z } from 'zod';
import { verb } from '#src/verb.ts';
import type { Card } from '#src/views/card.ts';
import { looksCard } from '#src/views/look-card.ts';
import { channelsOf } from './announce.ts';
import { DaySchema } from './draw-looks.ts';
import { withCalls } from './list-looks.ts';

/** So many looks fit one day's card, whatever ratchet.yaml asks for. */
const MOST = 1_000;

/** The card of a day's looks in one channel as they stand now. */
export const drawLooksCard = verb({
  name: 'look.draw_card',
  input: z.object({
    day: DaySchema,
    surface: z.enum(['web', 'slack', 'teams']),
    channel: z.string().min(1).max(300),
  }),
  allow: {},
  async run(deps, _ctx, { day, surface, channel }): Promise<Card> {
    const agents = channelsOf(deps).find((one) => one.surface === surface && one.channel === channel)?.agents ?? [];
    const looks = await deps.store.looks.list({ day, agents, limit: MOST });
    const open = looks.find(({ state }) => state === 'open');
    const [next] = open ? await withCalls(deps, [open]) : [];
    return looksCard({ day, looks, ...(next ? { next } : {}), baseUrl: deps.baseUrl });
  },
});
