import { isTransferTool } from '#src/domain/tool-effect.ts';
import { sameUseKey } from '#src/domain/tool-result.ts';
import type { Detector } from './detector.ts';

/** The same change was made twice, with the same arguments, successfully both times. */
export const duplicateWrite: Detector = {
  id: 'duplicate-write',
  title: 'Same write twice',
  detect({ uses, effectOf }) {
    const done = uses.filter((use) => use.ok === true && effectOf(use.name) === 'write' && !isTransferTool(use.name));
    const same = Map.groupBy(done, sameUseKey);
    return [...same.values()]
      .filter((group) => group.length > 1)
      .map((group) => ({
        detector: 'duplicate-write',
        tool: group[0]?.name,
        severity: 'high',
        criterion: 'accuracy',
        title: `${group[0]?.name} done ${group.length === 2 ? 'twice' : `${group.length} times`}`,
        reason: `${group[0]?.name} succeeded ${group.length} times with exactly the same arguments.`,
        turns: group.map((use) => use.callTurn),
      }));
  },
};
