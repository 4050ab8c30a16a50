import type { Check } from '#src/domain/check.ts';
import type { Problem } from '#src/errors.ts';
import type { Field, Option } from './card.ts';

/** The checks that need no JSON: what to fill in beside each, if anything. */
const KINDS = {
  tool_called: { label: 'It uses this tool', needs: 'tool' },
  tool_not_called: { label: 'It never uses this tool', needs: 'tool' },
  asks_before: { label: 'It asks the customer before it uses this tool', needs: 'tool' },
  says: { label: 'It says these words', needs: 'words' },
  never_says: { label: 'It never says these words', needs: 'words' },
  transfers: { label: 'It hands over to a person', needs: undefined },
  does_not_transfer: { label: 'It does not hand over to a person', needs: undefined },
} as const;
type SimpleKind = keyof typeof KINDS;

const OPTIONS: readonly Option[] = Object.entries(KINDS).map(([value, { label }]) => ({ value, label }));

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
      options: [{ value: NONE, label: required ? 'None: it is written as JSON below' : 'None' }, ...OPTIONS],
      ...(required ? {} : { value: NONE }),
      hint: required ? 'At least one check is needed that this call fails.' : 'None is needed if those above will do.',
      required: true,
    },
    {
      type: 'text',
      id: 'oneWhat',
      label: 'Which tool, or which words',
      max: 300,
      hint: `Words: any of several, with | between them.${some === '' ? '' : ` Tools: ${some}.`}`.slice(0, 400),
    },
  ];
}

/** The check that was filled in; undefined when none was. What is wrong with it is added to `problems`. */
export function simpleCheck(kind: string, what: string, problems: Problem[]): Check | undefined {
  const text = what.trim();
  if (kind === '' || kind === NONE) {
    if (text !== '') problems.push({ path: 'oneKind', message: 'Choose what is to be checked about it.' });
    return undefined;
  }
  if (!Object.hasOwn(KINDS, kind)) {
    problems.push({ path: 'oneKind', message: 'Choose one of the list.' });
    return undefined;
  }
  const { needs } = KINDS[kind as SimpleKind];
  if (needs !== undefined && text === '') {
    problems.push({ path: 'oneWhat', message: needs === 'tool' ? 'Name the tool.' : 'Write the words.' });
    return undefined;
  }
  if (needs === 'tool' && (text.length > 200 || /\s/.test(text))) {
    problems.push({ path: 'oneWhat', message: "Write the tool's name as the agent calls it, one only." });
    return undefined;
  }
  return toCheck(kind as SimpleKind, text);
}

function toCheck(kind: SimpleKind, text: string): Check {
  switch (kind) {
    case 'tool_called':
    case 'tool_not_called':
    case 'asks_before':
      return { kind, tool: text };
    case 'says':
    case 'never_says':
      return { kind, pattern: wordsPattern(text) };
    case 'transfers':
    case 'does_not_transfer':
      return { kind };
  }
}

/** "sorry | could not" as a pattern: the words as they stand, with any space between them. */
function wordsPattern(text: string): string {
  return text
    .split('|')
    .map((words) => words.trim())
    .filter((words) => words !== '')
    .map((words) => words.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/\s+/g, '\\s+'))
    .join('|')
    .slice(0, 500);
}
