import type { MessageRow } from '#src/ports/store/deliveries.ts';
import type { Prisma } from './generated/client.ts';
import { reviveCard } from './revive-card.ts';
import { withoutNulls } from './rows.ts';

export function asMessage(found: Prisma.MessageGetPayload<object> | Record<string, unknown>): MessageRow {
  const row = withoutNulls<MessageRow>(found);
  return row.card ? { ...row, card: reviveCard(row.card) } : row;
}
