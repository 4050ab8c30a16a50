import type { Call } from '#src/domain/call.ts';
import { isSpeech } from '#src/domain/turn.ts';

// Word lists in English with the plainest Spanish, German, French and Portuguese; \b does not know accents, so those end on a letter class.
const END = '(?![\\p{L}\\p{N}])';
const START = '(?<![\\p{L}\\p{N}])';
const words = (alternatives: string) => new RegExp(`${START}(?:${alternatives})${END}`, 'iu');

/** A customer's yes. */
export const YES = words(
  "yes|affirm|affirmative|approved?|continue|yeah|yep|yup|sure|ok|okay|confirm|confirmed|i agree|agreed|go ahead|go for it|please do|proceed|correct|that's right|that is right|that's correct|sounds good|sounds great|perfect|absolutely|definitely|do it|fine|sí|si|claro|de acuerdo|vale|adelante|confirmo|ja|genau|einverstanden|oui|d'accord|sim|pode",
);

/** A customer's no, or a stop. */
export const NO = words(
  "no(?! (?:longer|problem|worries|rush|other|more|need))|nope|nah|don't|do not|not yet|wait|stop|hold on|cancel that|never mind|nein|halt|warte|non|não|espera|espere|para",
);

/** The customer says that they complain, or threatens with somebody above. */
export const FORMAL_COMPLAINT = words(
  '(?:file|make|lodge|submit|register) (?:a|an|my) (?:\\w+ )?complaint|complain to|formal complaint|my lawyer|legal action|sue you|sue your|better business bureau|ombudsman|consumer protection|(?:speak|talk) (?:to|with) (?:your|a|the) (?:manager|supervisor)|report you|queja formal|poner una queja|presentar una queja|beschwerde|mein anwalt|réclamation|reclamação',
);

/** The customer is plainly unhappy. */
export const UNHAPPY = words(
  "unacceptable|ridiculous|outrageous|terrible (?:service|experience)|horrible|awful|disgusting|worst (?:service|experience|company)|waste of (?:my )?time|wasting my time|fed up|sick of|(?:very|so|really|extremely) (?:frustrated|frustrating|disappointed|disappointing|angry|upset)|you(?:'re| are) (?:useless|not helping)|incompetent|scam|inaceptable|ridículo|pésimo|unverschämt|inakzeptabel|inacceptable|inaceitável",
);

/** The customer says that the agent got it wrong. */
export const CORRECTION = words(
  "that's (?:not (?:right|correct|what i|true|my)|wrong|incorrect)|that is (?:not (?:right|correct|what i|true|my)|wrong|incorrect)|not what i (?:asked|said|wanted|meant)|i (?:already|just) (?:told|said|gave|explained|provided)|i didn't (?:ask|say|want|request)|i did not (?:ask|say|want|request)|i never (?:asked|said|wanted)|you(?:'re| are) (?:wrong|mistaken|not listening)|you (?:made a mistake|got (?:it|that) wrong|misunderstood)|i said|eso no es|está mal|ya le dije|ya te dije|das stimmt nicht|das ist falsch|ce n'est pas",
);

/** The customer asks for a person. */
export const ASKS_FOR_PERSON = words(
  "(?:speak|talk|connect|transfer|escalate)(?: me| this| it)? (?:to|with) (?:a |an |the |your |another |some |one of your )?(?:\\w+ )?(?:human|person|agent|representative|rep|manager|supervisor|someone|somebody|operator|specialist|live agent)|(?:human|live|real) (?:agent|person|representative|operator)|(?:transfer|escalate) me|representative please|someone else|agente humano|hablar con (?:una persona|alguien|un agente)|mit einem menschen|parler à (?:un|une|quelqu'un)",
);

/** Thanks or goodbye: the customer left in peace. */
export const GOODBYE = words(
  "thanks|thank you|thx|bye|goodbye|have a (?:good|great|nice)|that's all|that is all|nothing else|no more|all set|gracias|adiós|danke|tschüss|merci|au revoir|obrigado|obrigada",
);

/** The agent says that its rules or means do not allow it. */
export const OUT_OF_SCOPE = words(
  "cannot|can't|unable to|not able to|not (?:allowed|permitted|eligible|possible|something i)|isn't (?:possible|allowed|eligible)|don't have (?:the )?(?:ability|access|authority|tools)|policy|beyond (?:my|the)|outside (?:of )?(?:my|the)|no puedo|kann (?:ich )?(?:leider )?nicht|ne peux pas|não posso",
);

/** Indexes of the turns where this role speaks words that match. */
export function turnsSaying(
  call: Call,
  role: 'customer' | 'agent',
  pattern: { test(text: string): boolean },
): number[] {
  const found: number[] = [];
  call.turns.forEach((turn, i) => {
    if (turn.role === role && isSpeech(turn) && pattern.test(straightQuotes(turn.text ?? ''))) found.push(i);
  });
  return found;
}

/** Typographic apostrophes made plain, so that one word list finds both. */
export function straightQuotes(text: string): string {
  return text.includes('’') ? text.replaceAll('’', "'") : text;
}
