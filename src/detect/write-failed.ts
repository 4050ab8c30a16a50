import type { Signal } from '#src/domain/signal.ts';
import { isTransferTool } from '#src/domain/tool-effect.ts';
import type { Detector } from './detector.ts';

/** A tool that changes something failed; worse when it never succeeded after that. */
export const writeFailed: Detector = {
  id: 'write-failed',
  title: 'Write tool failed',
  detect({ uses, effectOf }) {
    const writes = uses.filter((use) => effectOf(use.name) === 'write' && !isTransferTool(use.name));
    const byTool = Map.groupBy(writes, (use) => use.name);
    return [...byTool].flatMap(([tool, tries]): Signal[] => {
      const failed = tries.filter((use) => use.ok === false);
      if (failed.length === 0) return [];
      const recovered = tries.at(-1)?.ok === true;
      return [
        {
          detector: 'write-failed',
          rule: recovered ? 'recovered' : 'never_done',
          tool,
          severity: recovered ? 'medium' : 'high',
          criterion: 'resolution',
          title: recovered ? `${tool} failed before it worked` : `${tool} failed`,
          reason: recovered
            ? `${tool} failed ${failed.length === 1 ? 'once' : `${failed.length} times`} before it worked.`
            : `${tool} should have changed something, failed, and was never done.`,
          turns: failed.map((use) => use.resultTurn ?? use.callTurn),
        },
      ];
    });
  },
};
