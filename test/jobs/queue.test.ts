import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { AppError } from '#src/errors.ts';
import { databases } from '#test/databases.ts';
import { describeWith } from '#test/needs.ts';
import { contextAt } from '#test/store.ts';
import { type LiveQueue, liveQueue, until } from './live-core.ts';

const ctx = contextAt(new Date());
const quiet = { event: 'test.done', subject: 'test' };
const week = (name: string) => ({ name: 'weekly-report' as const, data: { week: name } });

for (const { name, missing, make } of databases) {
  describeWith(missing, `the queue on ${name}`, () => {
    let live: LiveQueue;
    beforeAll(async () => {
      const { place, drop } = await make();
      live = await liveQueue(place, drop);
      await live.work();
    });
    afterAll(() => live.close());
    beforeEach(async () => {
      await live.queue.drain();
      for (const key of Object.keys(live.does)) delete live.does[key as keyof typeof live.does];
    });
    enqueueing(() => live);
    delaying(() => live);
    failing(() => live);
    givingUp(() => live);
    ordering(() => live);
  });
}

function enqueueing(use: () => LiveQueue): void {
  it('never does a job whose transaction was rolled back', async () => {
    const done: string[] = [];
    use().does['weekly-report'] = async (data: { week: string }) => void done.push(data.week);
    const failing = use().store.write(ctx, quiet, async (tx) => {
      await tx.enqueue(week('lost'));
      throw new Error('later step failed');
    });
    await expect(failing).rejects.toThrow('later step failed');
    await use().enqueue(week('kept'));
    await until('the kept job is done', () => done.length > 0);
    await use().queue.drain();
    expect(done).toEqual(['kept']);
  });

  it('starts a job at once after the commit', async () => {
    const took: number[] = [];
    for (const name of ['one', 'two', 'three']) {
      const done = Promise.withResolvers<number>();
      use().does['weekly-report'] = async () => done.resolve(Date.now());
      const began = Date.now();
      await use().enqueue(week(name));
      took.push((await done.promise) - began);
    }
    // Looked at only, each but the first would wait for two seconds.
    expect(Math.min(...took.slice(1))).toBeLessThan(1_000);
  });

  it('keeps one waiting job a key, and another while that one is being done', async () => {
    const done: string[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    use().does['weekly-report'] = async (data: { week: string }) => {
      done.push(data.week);
      if (done.length === 1) await held;
    };
    await use().enqueue({ ...week('first'), key: 'k' });
    await until('the first is being done', () => done.length === 1);
    await use().enqueue({ ...week('second'), key: 'k' });
    await use().enqueue({ ...week('third'), key: 'k' });
    expect(await use().queue.counts()).toMatchObject({ waiting: 1, active: 1 });
    release();
    await use().queue.drain();
    expect(done).toEqual(['first', 'second']);
  });
}

function delaying(use: () => LiveQueue): void {
  it('does a delayed job not before its time, and soon after it', async () => {
    const done = new Promise<number>((resolve) => {
      use().does['weekly-report'] = async () => resolve(Date.now());
    });
    const began = Date.now();
    await use().enqueue({ ...week('later'), delayMs: 1_000 });
    const took = (await done) - began;
    expect(took).toBeGreaterThanOrEqual(990);
    // Seen by the look every two seconds; pg-boss's own would be every thirty.
    expect(took).toBeLessThan(15_000);
  });
}

function failing(use: () => LiveQueue): void {
  it('tries a job again that a database or a service refused for now, later each time', async () => {
    const attempts: number[] = [];
    use().does.housekeeping = async (_, { attempt }) => {
      attempts.push(attempt);
      if (attempts.length < 3) throw new AppError('unavailable', 'Not now.');
    };
    const waits: number[] = [];
    await use().enqueue({ name: 'housekeeping', data: { period: 'p' }, key: 'p' });
    for (const tries of [1, 2]) {
      waits.push(
        await until(`try ${tries} failed`, async () => {
          const [row] = await use().database.sql(
            `select extract(epoch from start_after - started_on)::float8 as s from pgboss.job where state = 'retry' and name = 'housekeeping'`,
          );
          return attempts.length === tries && row ? Number(row['s']) : undefined;
        }),
      );
      await use().hurry('housekeeping');
    }
    await use().queue.drain();
    expect(attempts).toEqual([0, 1, 2]);
    expect(waits[0]).toBeGreaterThan(0.5);
    expect(waits[1]).toBeGreaterThan(1.5);
  });

  it.each(['invalid', 'forbidden', 'not_found'] as const)(
    'drops a job that ended as %s: another try would end alike',
    async (code) => {
      let attempts = 0;
      use().does.housekeeping = async () => {
        attempts += 1;
        throw new AppError(code, 'No.');
      };
      const before = await use().queue.counts();
      await use().enqueue({ name: 'housekeeping', data: { period: code } });
      await until('it ran', () => attempts > 0);
      await use().queue.drain();
      expect(await use().queue.counts()).toEqual({ ...before, waiting: before.waiting, active: 0 });
      expect(use().log.some(({ event, facts }) => event === 'job.dropped' && facts['code'] === code)).toBe(true);
    },
  );

  it('tries a job again whose transaction lost to another', async () => {
    let attempts = 0;
    use().does.housekeeping = async () => {
      attempts += 1;
      if (attempts === 1) throw new AppError('conflict', 'Somebody changed the same at the same moment. Try again.');
    };
    await use().enqueue({ name: 'housekeeping', data: { period: 'conflict' } });
    await until('it ran', () => attempts > 0);
    await use().queue.drain();
    await use().hurry('housekeeping');
    await until('it ran again', () => attempts === 2);
  });
}

function givingUp(use: () => LiveQueue): void {
  it('gives a job up that breaks every time, and shows it with its error', async () => {
    let attempts = 0;
    use().does['replay-scenario'] = async () => {
      attempts += 1;
      throw new TypeError('x is undefined');
    };
    const before = await use().queue.counts();
    await use().enqueue({ name: 'replay-scenario', data: { scenarioId: 'SC-1', kind: 'proof', requestedBy: 'test' } });
    await until('it was given up', async () => {
      await use().hurry('replay-scenario');
      return (await use().queue.counts()).dead > before.dead;
    });
    expect(attempts).toBe(3);
    const [dead] = await use().queue.dead(5);
    expect(dead).toMatchObject({ name: 'replay-scenario', error: 'x is undefined' });
    expect(Math.abs(Date.now() - (dead?.failedAt.getTime() ?? 0))).toBeLessThan(60_000);
    expect(await use().queue.counts()).toEqual({ waiting: before.waiting, active: 0, dead: before.dead + 1 });
  });
}

function ordering(use: () => LiveQueue): void {
  it('does what was wanted first, first', async () => {
    const done: string[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    use().does.deliver = async (data: { messageId: string }) => {
      if (data.messageId === 'm00') await held;
      done.push(data.messageId);
    };
    const ids = Array.from({ length: 20 }, (_, i) => `m${String(i).padStart(2, '0')}`);
    for (const messageId of ids) await use().enqueue({ name: 'deliver', data: { messageId }, key: messageId });
    release();
    await use().queue.drain();
    expect(done).toEqual(ids);
  });
}
