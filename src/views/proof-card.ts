import { cleanText, cut } from '#src/domain/plain-text.ts';
import type { RunReport } from '#src/domain/run.ts';
import type { Reproduction } from '#src/domain/scenario.ts';
import type { Block, Card, Inline, Tone } from './card.ts';
import { describeCheck } from './describe-check.ts';
import { pageLinks } from './page-links.ts';
import { scenarioControls } from './review-controls.ts';

export type Proof = {
  scenario: { id: string; title: string };
  decided: { reproduction: Reproduction; note: string };
  runs: readonly Pick<RunReport, 'outcome' | 'reason' | 'checks' | 'notRestored' | 'notes'>[];
  kind: 'proof' | 'replay';
  target: string;
  baseUrl: string;
};

const TONES: Record<Reproduction, Tone> = {
  reproduces: 'ok',
  does_not_reproduce: 'warning',
  diverged: 'warning',
  error: 'critical',
  unproved: 'info',
};

/** The answer in a review's thread: whether the new scenario fails where it must, or how a replay went. */
export function proofCard({ scenario, decided, runs, kind, target, baseUrl }: Proof): Card {
  const told =
    kind === 'proof' || runs.length === 0
      ? proofWords(scenario.id, decided, runs.length)
      : replayWords(scenario.id, runs, target);
  const title = cut(cleanText(told.title), 140);
  const link: Inline[] = [
    { link: scenario.id, href: pageLinks(baseUrl).scenario(scenario.id) },
    ` · ${cut(cleanText(scenario.title), 120)}`,
  ];
  const failed = failedChecks(runs);
  const lost = [...new Set(runs.flatMap((run) => run.notRestored))].slice(0, 5);
  const notes = [...new Set(runs.flatMap((run) => run.notes ?? []))].slice(0, 5);
  const blocks: Block[] = [
    { type: 'context', parts: link },
    ...(told.detail === undefined || failed.length > 0
      ? []
      : [{ type: 'text', parts: [cut(cleanText(told.detail), 600)] } as const]),
    ...(failed.length > 0 ? [{ type: 'list', items: failed.map((words) => [words]) } as const] : []),
    ...(lost.length > 0
      ? [{ type: 'context', parts: [`Not restored by the target: ${cleanText(lost.join('; '))}`] } as const]
      : []),
    ...(notes.length > 0 ? [{ type: 'context', parts: [cleanText(notes.join(' '))] } as const] : []),
  ];
  return { tone: told.tone, title, blocks, controls: [], overflow: scenarioControls(scenario.id), fallback: title };
}

const UNPROVED = /^is not proved yet: /;

type Told = { title: string; detail?: string; tone: Tone };

/** "SC-142 reproduces on v14 (3 of 3)"; the reason after the colon goes below. */
function proofWords(id: string, { reproduction, note }: Proof['decided'], runs: number): Told {
  const tone = TONES[reproduction];
  // The note as it is stored says so again.
  if (runs === 0) return { title: `${id} is not proved yet`, detail: note.replace(UNPROVED, ''), tone };
  const colon = note.indexOf(': ');
  return colon < 0
    ? { title: `${id} ${note}`, tone }
    : { title: `${id} ${note.slice(0, colon)}`, detail: note.slice(colon + 2), tone };
}

function replayWords(id: string, runs: Proof['runs'], target: string): Told {
  const passed = runs.filter((run) => run.outcome === 'pass').length;
  const reason = runs.find((run) => run.outcome !== 'pass')?.reason;
  const all = passed === runs.length;
  return {
    title: `${id}: ${passed} of ${runs.length} ${runs.length === 1 ? 'run passes' : 'runs pass'} on ${target}`,
    detail: reason,
    tone: all ? 'ok' : 'critical',
  };
}

/** Each failed check once, with why. */
function failedChecks(runs: Proof['runs']): string[] {
  const words = runs.flatMap((run) =>
    run.checks
      .filter(({ status }) => status === 'fail')
      .map(
        ({ check, reason }) =>
          `${check.note ? `${cleanText(check.note)}:` : describeCheck(check)} ${cleanText(reason)}`,
      ),
  );
  return [...new Set(words)].slice(0, 3).map((line) => cut(line, 300));
}
