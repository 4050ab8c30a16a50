import type { Fix } from '#src/domain/fix.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { Form } from './card.ts';

/** Which version runs again (`previous` where it is known), and since when. Values: version, liveAt (ISO 8601 with a zone), note. */
export function rollbackForm({ id, agents, version }: Fix, previous: string | undefined, now: Date): Form {
  return {
    id: 'rollback',
    subject: `fix:${id}`,
    title: 'Register a rollback',
    submitLabel: 'Register',
    fields: [
      {
        type: 'note',
        id: 'about',
        tone: 'muted',
        parts: [
          `${cut(agents.map(cleanText).join(', '), 120)} no longer runs ${cut(cleanText(version), 40)}, and ${id} ends. This says what you did: it deploys nothing.`,
        ],
      },
      {
        type: 'text',
        id: 'version',
        label: 'Version that runs again',
        value: previous ?? '',
        required: true,
        max: 200,
        ...(agents.length > 1 && { hint: 'The one before of one agent stands for the one before of each.' }),
      },
      {
        type: 'text',
        id: 'liveAt',
        label: 'Since',
        value: now.toISOString().slice(0, 19).concat('Z'),
        required: true,
        max: 40,
        hint: 'ISO 8601 with a zone: 2026-11-20T14:00:00Z.',
      },
      { type: 'area', id: 'note', label: 'Why', max: 2_000, rows: 3 },
    ],
  };
}
