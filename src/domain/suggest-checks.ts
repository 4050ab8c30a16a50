import type { Check } from './check.ts';
import type { Signal } from './signal.ts';

/** The agent says that something did not work. Patterns are RE2, without regard to case. */
const ADMITS =
  '(did|does|has|was|is|could) ?(n.t|not) (work|go through|gone through|succeed|possible|able)|failed|unable to|can.?t|can ?not|could ?(n.t|not)|an error|went wrong|nicht (geklappt|funktioniert|möglich)|no (pude|puedo|funcion)';
/** The agent asks whether the customer has what they called for. */
const ASKS_WHETHER_SETTLED =
  '(anything|something) else|(does|did) (that|this) (help|answer|solve|settle|work)|all set|is (that|everything) (all right|ok|okay|settled|resolved|clear)|noch etwas|sonst noch|algo más|autre chose';
/** The agent offers another way when nobody takes the call. */
const OFFERS_ANOTHER_WAY =
  '(call|ring|get back to|contact|reach|e-?mail|write( to)?) you|call ?back|rückruf|zurückrufen|ticket';

/**
 * What an agent should usually do where a signal says only that something was wrong, the likeliest first. Not what it
 * must do: a person decides whether it is meant.
 */
export function suggestChecks(signal: Pick<Signal, 'detector' | 'rule'>): Check[] {
  switch (signal.detector) {
    case 'write-failed':
      return signal.rule === 'never_done'
        ? [says(ADMITS, 'that it did not work'), { kind: 'transfers' }]
        : [says(ADMITS, 'that it did not work')];
    case 'unresolved-end':
      if (signal.rule === 'transfer_failed' || signal.rule === 'transfer_unanswered')
        return [says(OFFERS_ANOTHER_WAY, 'how else it can be reached or will call back')];
      return [says(ASKS_WHETHER_SETTLED, 'a question whether that settles it'), { kind: 'transfers' }];
    case 'complaint':
      return signal.rule === 'said'
        ? [{ kind: 'transfers' }]
        : [says(ASKS_WHETHER_SETTLED, 'a question whether that settles it'), { kind: 'transfers' }];
    case 'repeat-contact':
      // The later call is not the one that went wrong; and whoever asked and was called again all the same need not have handed over.
      return signal.rule === 'again' ? [] : [says(ASKS_WHETHER_SETTLED, 'a question whether that settles it')];
    case 'low-satisfaction':
    case 'correction':
      return [says(ASKS_WHETHER_SETTLED, 'a question whether that settles it'), { kind: 'transfers' }];
    default:
      return [];
  }
}

function says(pattern: string, meaning: string): Check {
  return { kind: 'says', pattern, meaning };
}
