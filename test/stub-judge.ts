import type { Judge } from '#src/ports/judge.ts';

/** A judge that answers as a test says; else every rubric holds, and of a call nothing can be told. */
export function stubJudge(says: Partial<Judge> = {}): Judge {
  return {
    version: 'test/1',
    vote: async () => ({ verdict: 'holds', why: 'so' }),
    scoresVersion: 'test/s1',
    score: async () => ({ criteria: [{ id: 'resolution', score: null, reason: 'It cannot be told.' }] }),
    ...says,
  };
}
