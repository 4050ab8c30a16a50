import { FIX_KINDS } from '#src/domain/fix.ts';
import type { Form } from './card.ts';
import { modeOptions, NO_MODES } from './tag-form.ts';

export type FixChoice = {
  modes: readonly { id: string; title: string; owner: string }[];
  /** The failure modes that break most, first. */
  used: readonly string[];
  /** Ticked from the start. */
  against?: readonly string[];
  /** Filled in where known. */
  agent?: string;
  version?: string;
  now: Date;
};

/** What was changed against which failure modes. Values: title, agent, failureModes (several), kind, version, liveAt (ISO 8601 with a zone), note. */
export function fixForm({ modes, used, against = [], agent, version, now }: FixChoice): Form {
  const options = modeOptions(modes, against, used);
  const ticked = against.filter((id) => options.some(({ value }) => value === id));
  return {
    id: 'fix',
    subject: 'fix:new',
    title: 'Register a fix',
    submitLabel: 'Register',
    fields: [
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
      { type: 'text', id: 'agent', label: 'Agent', value: agent ?? '', required: true, max: 200 },
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
      {
        type: 'select',
        id: 'kind',
        label: 'Kind of change',
        options: FIX_KINDS.map((kind) => ({ value: kind, label: kind })),
        value: 'prompt',
        required: true,
      },
      { type: 'area', id: 'note', label: 'Note', max: 2_000, rows: 3 },
    ],
  };
}
