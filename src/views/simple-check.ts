import type { Check } from '#src/domain/check.ts';
import type { Problem } from '#src/errors.ts';
import type { Field, Option } from './card.ts';
import { readWhat, type What } from './check-words.ts';

type Simple = {
  /** The choice in the form. */
  label: string;
  /** How a line of such a check begins. */
  line: string;
  /** What to fill in beside it, if anything. */
  needs: What | undefined;
};

/** The checks that need no JSON. */
export const SIMPLE_CHECKS = {
  judge: { label: 'What this sentence says holds; a judge decides', line: 'judge', needs: 'sentence' },
  tool_called: { label: 'It uses this tool', line: 'uses', needs: 'tool' },
  tool_not_called: { label: 'It never uses this tool', line: 'never uses', needs: 'tool' },
  tool_sequence: { label: 'It uses these tools in this order', line: 'uses in order', needs: 'tools' },
  asks_before: { label: 'It asks the customer before it uses this tool', line: 'asks before', needs: 'tool' },
  says: { label: 'It says these words', line: 'says', needs: 'words' },
  never_says: { label: 'It never says these words', line: 'never says', needs: 'words' },
  transfers: { label: 'It hands over to a person', line: 'hands over', needs: undefined },
  does_not_transfer: { label: 'It does not hand over to a person', line: 'does not hand over', needs: undefined },
  ends_within_turns: { label: 'The customer speaks at most so often', line: 'ends within', needs: 'turns' },
  cost_below: { label: 'Its answers cost at most this', line: 'costs below', needs: 'money' },
  max_turn_latency_ms: { label: 'Every answer comes within so many seconds', line: 'answers within', needs: 'seconds' },
} as const satisfies { readonly [kind: string]: Simple };
export type SimpleKind = keyof typeof SIMPLE_CHECKS;

const OPTIONS: readonly Option[] = Object.entries(SIMPLE_CHECKS).map(([value, { label }]) => ({ value, label }));

/** Chat platforms cannot empty a choice, so that having none is one of them. */
const NONE = 'none';

/** A kind to choose and a box beside it; `tools` are the agent's own, to choose a name from. */
export function simpleCheckFields(tools: readonly string[], required: boolean): Field[] {
  const some = tools.slice(0, 12).join(', ');
  return [
    {
      type: 'select',
      id: 'oneKind',
      label: 'One more check: what a good agent does here',
      options: [{ value: NONE, label: required ? 'None: it is written below' : 'None' }, ...OPTIONS],
      ...(required ? {} : { value: NONE }),
      hint: required ? 'At least one check is needed that this call fails.' : 'None is needed if those above will do.',
      required: true,
    },
    {
      type: 'text',
      id: 'oneWhat',
      label: 'Which tool, words, sentence or number',
      max: 500,
      hint: `Words: any of several, with | between them.${some === '' ? '' : ` Tools: ${some}.`}`.slice(0, 400),
    },
  ];
}

/** The check that was filled in; undefined when none was. What is wrong with it is added to `problems`. */
export function simpleCheck(kind: string, what: string, problems: Problem[]): Check | undefined {
  if (kind === '' || kind === NONE) {
    if (what.trim() !== '') problems.push({ path: 'oneKind', message: 'Choose what is to be checked about it.' });
    return undefined;
  }
  if (!Object.hasOwn(SIMPLE_CHECKS, kind)) {
    problems.push({ path: 'oneKind', message: 'Choose one of the list.' });
    return undefined;
  }
  const read = readSimple(kind as SimpleKind, what);
  if (typeof read !== 'string') return read;
  problems.push({ path: 'oneWhat', message: read });
  return undefined;
}

/** The check of a kind and what stands beside it, or what is wrong with that. */
export function readSimple(kind: SimpleKind, what: string): Check | string {
  const { needs } = SIMPLE_CHECKS[kind];
  if (needs === undefined) return { kind } as Check;
  const members = readWhat(needs, what.trim());
  return typeof members === 'string' ? members : ({ kind, ...members } as Check);
}
