import { describe, expect, it } from 'vitest';
import { runMany } from '#src/replay/run-many.ts';

const numbers = (n: number) => Array.from({ length: n }, (_, i) => i);
const soon = (ms = 1) => new Promise((resolve) => setTimeout(resolve, ms));

describe('running many', () => {
  it('runs each once, never more than allowed at a time, and hands on every result in batches', async () => {
    let active = 0;
    let most = 0;
    const batches: number[][] = [];
    const progress: number[] = [];
    const done = await runMany({
      scenarios: numbers(53),
      concurrency: 7,
      batchSize: 10,
      run: async (n) => {
        active += 1;
        most = Math.max(most, active);
        await soon(n % 3);
        active -= 1;
        return n;
      },
      onBatch: async (results) => {
        await soon(5);
        batches.push(results);
      },
      onProgress: (_result, count) => progress.push(count),
    });
    expect(done).toBe(53);
    expect(most).toBe(7);
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(10);
    expect(batches.flat().sort((a, b) => a - b)).toEqual(numbers(53));
    expect(progress).toEqual(numbers(53).map((n) => n + 1));
  });

  it('stops starting and rejects when results cannot be handed on', async () => {
    let started = 0;
    const all = runMany({
      scenarios: numbers(1_000),
      concurrency: 4,
      batchSize: 5,
      run: async (n) => {
        started += 1;
        await soon();
        return n;
      },
      onBatch: async () => {
        throw new Error('server away');
      },
    });
    await expect(all).rejects.toThrow('server away');
    expect(started).toBeLessThan(40);
  });

  it('hands on what is there when it is stopped, and counts no run that was cut off', async () => {
    const stop = new AbortController();
    const kept: number[] = [];
    const all = runMany({
      scenarios: numbers(100),
      concurrency: 2,
      batchSize: 50,
      signal: stop.signal,
      run: async (n) => {
        if (n === 10) stop.abort(new Error('ctrl-c'));
        await soon();
        return n;
      },
      onBatch: async (results) => void kept.push(...results),
    });
    await expect(all).rejects.toThrow('ctrl-c');
    expect(kept.length).toBeGreaterThan(0);
    expect(Math.max(...kept)).toBeLessThan(10);
  });

  it('takes scenarios one after another from a stream', async () => {
    async function* stream() {
      yield* [1, 2, 3];
    }
    const got: number[] = [];
    await runMany({
      scenarios: stream(),
      concurrency: 2,
      batchSize: 2,
      run: async (n) => n * 2,
      onBatch: async (batch) => void got.push(...batch),
    });
    expect(got.sort()).toEqual([2, 4, 6]);
  });
});
