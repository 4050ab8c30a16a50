import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { ScenarioContent } from '#src/domain/scenario.ts';
import { TIERS } from '#src/domain/scenario.ts';
import { ageWords } from './age-words.ts';
import { answersText, MAX_ANSWERS_TEXT } from './answers-text.ts';
import type { Field, Form, Inline } from './card.ts';
import { describeCheck } from './describe-check.ts';
import { type Drafted, draftFields } from './draft-fields.ts';
import { pageLinks } from './page-links.ts';
import { scriptText } from './script-text.ts';
import { simpleCheckFields } from './simple-check.ts';
import { modeOptions, NO_MODES } from './tag-form.ts';

export type PromoteDraft = {
  /** "review:R-12" or "call:…": comes back with the submission. */
  subject: string;
  title: string;
  content: ScenarioContent;
  agentVersion?: string;
  failureModes: readonly string[];
  modes: readonly { id: string; title: string; owner: string }[];
  near: readonly {
    scenarioId: string;
    title: string;
    score: number;
    decision: 'same' | 'ask';
    lastOutcome?: string;
    lastRunAt?: Date;
  }[];
  /** What still looks personal in the script, a sentence each. */
  personalData: readonly string[];
  /** What a model drafted; `mayDraft` where one is there to be asked, `told` what came of asking. */
  drafts?: Drafted;
  mayDraft?: boolean;
  told?: string | undefined;
  baseUrl: string;
  now: Date;
};

/** Answer of the near-duplicate question that keeps the call apart from all of them. */
export const KEEP_SEPARATE = 'separate';

/** A failed call as a scenario, to be checked by a person; `parsePromotion` reads what comes back. */
export function promoteForm(draft: PromoteDraft): Form {
  const options = modeOptions(draft.modes, draft.failureModes);
  const chosen = draft.failureModes.filter((id) => options.some(({ value }) => value === id));
  const { content } = draft;
  return {
    id: 'promote',
    subject: draft.subject,
    title: 'Promote to scenario',
    submitLabel: 'Promote',
    fields: [
      ...nearFields(draft),
      ...(draft.personalData.length > 0 ? [personalNote(draft.personalData)] : []),
      { type: 'text', id: 'title', label: 'Title', value: draft.title, required: true, max: 200 },
      ...(options.length === 0 ? [NO_MODES] : []),
      { type: 'multi', id: 'failureModes', label: 'Failure mode', options, values: chosen, required: true },
      {
        type: 'area',
        id: 'script',
        label: 'What the customer says',
        value: scriptText(content),
        required: true,
        max: 100_000,
        rows: 7,
        hint: 'A line is a turn; ⏎ is a line break inside one. "[if /order number/] W12" is said only when asked for; "[closing] That is all" while the agent still asks at the end.',
      },
      { type: 'note', id: 'state', tone: 'muted', parts: stateParts(draft) },
      ...checkFields(content, draftFields(draft.subject, { ...draft, mayDraft: draft.mayDraft ?? false })),
      {
        type: 'area',
        id: 'answers',
        label: 'Results for calls that this one did not make, for experts, as JSON',
        value: answersText(content.answers),
        max: MAX_ANSWERS_TEXT,
        rows: 2,
        hint: 'A list such as [{"tool":"find_*","args":{"id":{"matches":"^W"}},"result":{}}]. What a check requires is filled in with another success of that tool.',
      },
      {
        type: 'select',
        id: 'tier',
        label: 'Tier',
        options: TIERS.slice(0, 2).map((tier) => ({ value: tier, label: tier, hint: TIER_HINTS[tier] ?? '' })),
        value: 'fast',
        required: true,
      },
    ],
  };
}

const TIER_HINTS: Readonly<Record<string, string>> = {
  fast: 'runs before every deploy',
  slow: 'runs by night, before a deploy only when asked for',
};

/** "2 tool results, 3 memory entries, prompt p-7 …": what a replay hands to the agent. */
function stateParts({ content, agentVersion }: PromoteDraft): Inline[] {
  const { snapshot, fixtures } = content;
  const facts = [
    `${content.agent}${agentVersion === undefined ? '' : ` ${agentVersion}`}`,
    ...(snapshot.promptVersion === undefined ? [] : [`prompt ${snapshot.promptVersion}`]),
    ...(snapshot.model === undefined ? [] : [`model ${snapshot.model}`]),
    ...(snapshot.kbVersionHash === undefined ? [] : [`knowledge ${snapshot.kbVersionHash.slice(0, 12)}`]),
    `${snapshot.memory?.length ?? 0} memory entries`,
    `${Object.keys(snapshot.variables ?? {}).length} variables`,
    `${fixtures.length} recorded tool results`,
    ...(snapshot.clockAt === undefined ? [] : [`clock ${snapshot.clockAt}`]),
  ];
  return [{ bold: 'Captured state: ' }, cleanText(facts.join(' · '))];
}

function checkFields({ checks, toolEffects }: ScenarioContent, drafted: readonly Field[]): Field[] {
  const options = checks.map((check, i) => ({
    value: String(i),
    label: describeCheck(check),
    ...(check.note === undefined ? {} : { hint: cleanText(check.note) }),
  }));
  const proposed: Field[] =
    options.length === 0
      ? [
          {
            type: 'note',
            id: 'noChecks',
            tone: 'warning',
            parts: ['No check was proposed for this call. Choose at least one that it fails.'],
          },
        ]
      : [
          {
            type: 'multi',
            id: 'checks',
            label: 'Checks',
            options,
            values: options.map(({ value }) => value),
            hint: 'Each is one pass or fail condition; the failing call must fail at least one.',
          },
        ];
  const example = checks[0] ?? { kind: 'tool_not_called', tool: 'refund' };
  return [
    ...proposed,
    ...drafted,
    ...simpleCheckFields(
      Object.keys(toolEffects).filter((name) => !name.includes('*')),
      options.length === 0,
    ),
    {
      type: 'area',
      id: 'moreChecks',
      label: 'More checks, a line each',
      max: 20_000,
      rows: 2,
      hint: `Such as "judge: The agent apologises before it closes" ("judge x5:" for five votes), "uses in order: find_order, refund", "asks before: refund", "ends within: 6 turns", "costs below: 0.05 USD". Experts write JSON: [${cut(JSON.stringify(example), 160)}]. To change a proposed one, leave it out above and write it here.`,
    },
  ];
}

function nearFields({ near, baseUrl, now }: PromoteDraft): Field[] {
  if (near.length === 0) return [];
  const notes = near.map(({ scenarioId, title, score, lastOutcome, lastRunAt }): Field => {
    const last = lastRunAt === undefined ? '' : `, last run ${ageWords(lastRunAt, now)}: ${lastOutcome ?? 'unknown'}`;
    return {
      type: 'note',
      id: `near-${scenarioId}`,
      tone: 'info',
      parts: [
        { bold: `${Math.round(score * 100)} % like ` },
        { link: scenarioId, href: pageLinks(baseUrl).scenario(scenarioId) },
        ` ${cut(cleanText(title), 120)}${last}`,
      ],
    };
  });
  const same = near.find(({ decision }) => decision === 'same');
  const options = [
    ...near.map(({ scenarioId }) => ({ value: scenarioId, label: `Add as another occurrence of ${scenarioId}` })),
    { value: KEEP_SEPARATE, label: 'Keep separate' },
  ];
  return [
    ...notes,
    {
      type: 'select',
      id: 'near',
      label: 'Already known?',
      options,
      value: same?.scenarioId ?? KEEP_SEPARATE,
      required: true,
    },
  ];
}

function personalNote(found: readonly string[]): Field {
  return {
    type: 'note',
    id: 'personal',
    tone: 'warning',
    parts: [{ bold: 'Look again for personal data. ' }, cleanText(found.join(' '))],
  };
}
