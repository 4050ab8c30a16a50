import type { Gate } from '#src/domain/gate.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { counted } from '#src/domain/rate-words.ts';
import type { Form, Option } from './card.ts';

const HOURS: readonly Option[] = [
  { value: '4', label: '4 hours' },
  { value: '24', label: 'a day' },
  { value: '72', label: '3 days' },
  { value: '168', label: 'a week' },
  { value: '336', label: '2 weeks' },
];
const DAYS: readonly Option[] = [1, 3, 7, 14].map((days) => ({ value: String(days), label: counted(days, 'day') }));

/** Why a candidate may go live nevertheless, and for how long. Values: reason, hours. */
export function overrideForm(gate: Pick<Gate, 'id' | 'summary'>): Form {
  const about = cleanText(gate.summary?.headline ?? '');
  return {
    id: 'override_gate',
    subject: `gate:${gate.id}`,
    title: 'Override the gate',
    submitLabel: 'Let it through',
    fields: [
      {
        type: 'note',
        id: 'about',
        tone: 'warning',
        parts: [
          `${gate.id} · ${cut(about, 300)} Later gates of this version let the same failures through until then; anything else still blocks. Your name and reason are kept.`,
        ],
      },
      { type: 'area', id: 'reason', label: 'Why may it go live?', required: true, max: 1_000, rows: 3 },
      { type: 'select', id: 'hours', label: 'For', options: HOURS, value: '24', required: true },
    ],
  };
}

/** Which failing scenario only warns for a while. Values: scenarioId, owner, reason, days. */
export function knownFailingForm(gate: Pick<Gate, 'id' | 'summary'>, owner: string): Form {
  const failing = (gate.summary?.lines ?? []).filter((line) => line.blocks && line.outcome !== 'missing').slice(0, 100);
  const options = failing.map(({ scenarioId, title }) => ({
    value: scenarioId,
    label: cut(`${scenarioId} ${cleanText(title)}`, 75),
  }));
  return {
    id: 'known_failing',
    subject: `gate:${gate.id}`,
    title: 'Accept as known failing',
    submitLabel: 'Accept',
    fields: [
      {
        type: 'select',
        id: 'scenarioId',
        label: 'Scenario',
        options,
        ...(options[0] ? { value: options[0].value } : {}),
        required: true,
      },
      {
        type: 'text',
        id: 'owner',
        label: 'Who sees to it',
        value: cut(cleanText(owner), 120),
        required: true,
        max: 120,
      },
      { type: 'area', id: 'reason', label: 'Why may it fail for now?', required: true, max: 1_000, rows: 3 },
      {
        type: 'select',
        id: 'days',
        label: 'For',
        options: DAYS,
        value: '7',
        required: true,
        hint: 'The next gates only warn of it; then it blocks again.',
      },
    ],
  };
}
