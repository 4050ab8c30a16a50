import type { Call } from '#src/domain/call.ts';
import type { Signal } from '#src/domain/signal.ts';
import { sameUseKey, type UsedTool } from '#src/domain/tool-result.ts';
import { isSpeech } from '#src/domain/turn.ts';
import type { Detector } from './detector.ts';

/** The agent goes round in circles: says the same again, is told the same again, or makes the same tool call again. */
export const loop: Detector = {
  id: 'loop',
  title: 'Loop',
  detect({ call, uses, policy }) {
    const times = policy.detectors.loopTurns;
    return [...sameWords(call, 'agent', times), ...sameWords(call, 'customer', times), ...sameToolCall(uses, times)];
  },
};

const base = { detector: 'loop', criterion: 'efficiency' as const };

/** Shorter sentences ("Okay.") are said again and again in any call. */
const MIN_WORDS = 4;

function sameWords(call: Call, role: 'agent' | 'customer', times: number): Signal[] {
  const said = new Map<string, number[]>();
  call.turns.forEach((turn, i) => {
    if (turn.role !== role || !isSpeech(turn)) return;
    const words = (turn.text ?? '').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    if (words.length < MIN_WORDS) return;
    const key = words.join(' ');
    said.set(key, [...(said.get(key) ?? []), i]);
  });
  const worst = [...said.values()].filter((turns) => turns.length >= times).sort((a, b) => b.length - a.length)[0];
  if (worst === undefined) return [];
  const who = role === 'agent' ? 'agent' : 'customer';
  return [
    {
      ...base,
      rule: `same_words_${who}`,
      severity: 'high',
      title: role === 'agent' ? 'Agent repeated itself' : 'Customer had to repeat themselves',
      reason: `The ${who} said the same ${worst.length} times.`,
      turns: worst,
    },
  ];
}

function sameToolCall(uses: readonly UsedTool[], times: number): Signal[] {
  const groups = Map.groupBy(uses, sameUseKey);
  return [...groups.values()]
    .filter((group) => group.length >= times)
    .map((group) => ({
      ...base,
      rule: 'same_tool_call',
      tool: group[0]?.name,
      severity: 'medium',
      title: `Called ${group[0]?.name} again and again`,
      reason: `The agent made the same call of ${group[0]?.name} ${group.length} times.`,
      turns: group.map((use) => use.callTurn),
    }));
}
