import { cleanText, cut } from '#src/domain/plain-text.ts';
import { AppError } from '#src/errors.ts';
import type { Block, Card, Control, Tone } from './card.ts';

/** A short private answer; `detail` says what to do next. */
export function noticeCard(tone: Tone, title: string, detail?: string, controls: readonly Control[] = []): Card {
  const blocks: Block[] = detail === undefined ? [] : [{ type: 'text', parts: [cleanText(detail)] }];
  const clean = cut(cleanText(title), 140);
  return {
    tone,
    title: clean,
    blocks,
    controls,
    overflow: [],
    fallback: [clean, cleanText(detail ?? '')].filter(Boolean).join(' '),
  };
}

/** What a person who did something is told when it did not work; `reference` stands for a bug's details in the log. */
export function errorCard(error: unknown, reference: string): Card {
  if (!(error instanceof AppError)) {
    return noticeCard(
      'critical',
      'Something broke on our side',
      `Nothing was changed. Try again; if it stays so, give your admin the reference ${reference}.`,
    );
  }
  const problems = (error.details.problems ?? []).map(({ path, message }) =>
    path === '' ? message : `${path}: ${message}`,
  );
  const card = noticeCard(
    error.code === 'unavailable' || error.code === 'limit' ? 'warning' : 'info',
    TITLES[error.code],
    error.message,
  );
  if (problems.length === 0) return card;
  const items = problems.slice(0, 10).map((problem) => [cut(cleanText(problem), 300)]);
  return { ...card, blocks: [...card.blocks, { type: 'list', items }] };
}

const TITLES: Record<AppError['code'], string> = {
  invalid: 'That did not fit',
  forbidden: 'You may not do this',
  not_found: 'Not found',
  conflict: 'Somebody was faster',
  limit: 'Too much at once',
  unavailable: 'Try again in a moment',
};
