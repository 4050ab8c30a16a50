import { FIX_KINDS } from '#src/domain/fix.ts';
import { rateOf, rateWords } from '#src/domain/rate-words.ts';
import type { Field, Form } from './card.ts';
import { modeOptions, NO_MODES } from './tag-form.ts';
import { likelyPercent } from './version-live-form.ts';

export type FixChoice = {
  modes: readonly { id: string; title: string; owner: string }[];
  /** The failure modes that break most, first. */
  used: readonly string[];
  /** Ticked from the start. */
  against?: readonly string[];
  /** Filled in where known. */
  agents?: readonly string[];
  version?: string;
  /** Of the traffic, as the version was deployed. */
  share?: number;
  /** How many of the agent's newest calls the version took since its first one. */
  taken?: { calls: number; of: number };
  /** What was seen that the fix is against. */
  about?: string;
  ownerName?: string;
  /** Scenarios of the failure modes. */
  scenarioIds?: readonly string[];
  now: Date;
};

/**
 * What was changed against which failure modes. Values: title, agent (several with commas), failureModes (several), kind, version, liveAt
 * (ISO 8601 with a zone), share and expectedDrop (percent), ownerName, scenarioIds (with commas), note.
 */
export function fixForm(choice: FixChoice): Form {
  const { modes, used, against = [], agents = [], version, about, now } = choice;
  const options = modeOptions(modes, against, used);
  const ticked = against.filter((id) => options.some(({ value }) => value === id));
  return {
    id: 'fix',
    subject: 'fix:new',
    title: 'Register a fix',
    submitLabel: 'Register',
    fields: [
      ...(about === undefined ? [] : [{ type: 'note', id: 'about', tone: 'muted', parts: [about] } as const]),
      ...(options.length === 0 ? [NO_MODES] : []),
      {
        type: 'text',
        id: 'title',
        label: 'What was changed',
        required: true,
        max: 200,
        hint: 'Such as "Ask before cancelling".',
      },
      { type: 'multi', id: 'failureModes', label: 'Against', options, values: ticked, required: true },
      {
        type: 'text',
        id: 'agent',
        label: 'Agent',
        value: agents.join(', '),
        required: true,
        max: 2_000,
        hint: 'Several with commas.',
      },
      { type: 'text', id: 'version', label: 'Version that carries it', value: version ?? '', required: true, max: 200 },
      {
        type: 'text',
        id: 'liveAt',
        label: 'Live since',
        value: now.toISOString().slice(0, 19).concat('Z'),
        required: true,
        max: 40,
        hint: 'ISO 8601 with a zone: 2026-11-20T14:00:00Z.',
      },
      shareField(choice),
      {
        type: 'select',
        id: 'kind',
        label: 'Kind of change',
        options: FIX_KINDS.map((kind) => ({ value: kind, label: kind })),
        value: 'prompt',
        required: true,
      },
      ...proofFields(choice),
      { type: 'area', id: 'note', label: 'Note', max: 2_000, rows: 3 },
    ],
  };
}

/** As it was deployed, else what its calls suggest. */
function shareField({ share, taken }: FixChoice): Field {
  const isSeen = taken !== undefined && taken.of > 0;
  const percent = share === undefined && isSeen ? likelyPercent(taken) : Math.round((share ?? 1) * 1_000) / 10;
  const seen = isSeen
    ? `Since its first call it took ${rateWords(rateOf(taken.calls, taken.of), "of the agent's newest calls")}. `
    : '';
  return {
    type: 'text',
    id: 'share',
    label: 'Share of the traffic, %',
    value: String(percent),
    max: 6,
    hint: `${seen}Under 100 it is compared with the versions beside it.`,
  };
}

/** What is expected of it, by whom, and what proves it. */
function proofFields({ ownerName = '', scenarioIds = [] }: FixChoice): Field[] {
  return [
    {
      type: 'text',
      id: 'expectedDrop',
      label: 'Expected: fewer such calls, %',
      max: 6,
      hint: '100 means none are left. The report holds what it sees against it.',
    },
    { type: 'text', id: 'ownerName', label: 'Owner', value: ownerName, max: 120 },
    {
      type: 'text',
      id: 'scenarioIds',
      label: 'Scenarios that prove it',
      value: scenarioIds.join(', '),
      max: 2_000,
      hint: 'Such as SC-12, SC-31.',
    },
  ];
}
