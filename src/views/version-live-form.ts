import type { AgentVersion } from '#src/domain/agent-version.ts';
import { cleanText, cut } from '#src/domain/plain-text.ts';
import { count } from '#src/domain/rate-words.ts';
import { invalid } from '#src/errors.ts';
import type { Form, FormValues } from './card.ts';

/** When a version that takes calls went live, and for how much of the traffic. Values: liveAt (ISO 8601 with a zone), share (in %), note. */
export function versionLiveForm(
  version: Pick<AgentVersion, 'id' | 'agent' | 'version' | 'firstSeenAt' | 'noticedAt'>,
  seen: { calls: number; of: number },
): Form {
  const first = version.firstSeenAt ?? version.noticedAt;
  return {
    id: 'version_live',
    subject: `version:${version.id}`,
    title: 'It went live',
    submitLabel: 'Register',
    fields: [
      {
        type: 'note',
        id: 'about',
        tone: 'info',
        parts: [
          { bold: cut(cleanText(`${version.agent} ${version.version}`), 200) },
          ' took its first call ',
          { time: first },
          '.',
        ],
      },
      {
        type: 'text',
        id: 'liveAt',
        label: 'Live since',
        value: first.toISOString().slice(0, 19).concat('Z'),
        required: true,
        max: 40,
        hint: 'ISO 8601 with a zone: 2026-11-20T14:00:00Z.',
      },
      {
        type: 'text',
        id: 'share',
        label: 'Share of the traffic in %',
        value: String(likelyPercent(seen)),
        required: true,
        max: 8,
        hint: `It took ${count(seen.calls)} of the agent's ${count(seen.of)} calls since then. 100 ends the version before it.`,
      },
      { type: 'text', id: 'note', label: 'Note', max: 500 },
    ],
  };
}

/** A few calls say little: between 5 and 95 % it is rounded to tens, and beyond taken as all or a twentieth. */
export function likelyPercent({ calls, of }: { calls: number; of: number }): number {
  const percent = of === 0 ? 100 : (calls / of) * 100;
  if (percent >= 85) return 100;
  return percent < 7.5 ? 5 : Math.round(percent / 10) * 10;
}

/** What was typed; throws `invalid` with the field that is none. */
export function parseVersionLive(values: FormValues): { liveAt: Date; share: number; note?: string } {
  const one = (id: string) => String(values[id] ?? '').trim();
  const liveAt = new Date(one('liveAt'));
  const percent = Number(one('share').replace(/\s*%$/, '').replace(',', '.'));
  const problems = [
    ...(/(Z|[+-]\d\d:?\d\d)$/i.test(one('liveAt')) && !Number.isNaN(liveAt.getTime())
      ? []
      : [{ path: 'liveAt', message: 'Write it as 2026-11-20T14:00:00Z.' }]),
    ...(percent > 0 && percent <= 100 ? [] : [{ path: 'share', message: 'A number above 0 and at most 100.' }]),
  ];
  if (problems.length > 0) throw invalid('The form has problems.', problems);
  return { liveAt, share: percent / 100, ...(one('note') !== '' && { note: one('note') }) };
}
