import { isTransferTool } from '#src/domain/tool-effect.ts';
import type { Detector } from './detector.ts';
import { transferTurns } from './unexpected-escalation.ts';

/** The agent changed something and then handed the customer over: work half done, or done wrong. */
export const transferAfterWrite: Detector = {
  id: 'transfer-after-write',
  title: 'Handed over after a write',
  detect(context) {
    const transfers = transferTurns(context);
    if (transfers === undefined || context.call.outcome?.escalationExpected === true) return [];
    const at = transfers[0] ?? context.call.turns.length;
    const writes = context.uses.filter(
      (use) =>
        use.ok === true && use.callTurn < at && context.effectOf(use.name) === 'write' && !isTransferTool(use.name),
    );
    const last = writes.at(-1);
    if (last === undefined) return [];
    return [
      {
        detector: 'transfer-after-write',
        tool: last.name,
        severity: 'high',
        criterion: 'resolution',
        title: `Handed over after ${last.name}`,
        reason: `The agent had already done ${last.name}, and then gave the customer to a person.`,
        turns: [last.callTurn, ...transfers.slice(0, 1)],
      },
    ];
  },
};
