import { liveQueue } from './live-core.ts';
import { runNights } from './night-core.ts';

// A process that runs a night and hangs at one of its steps; it says each step that it came to.
const [hangAt = '', dataDir = ''] = process.argv.slice(2);
const live = await liveQueue({ dataDir, startedAt: new Date() });
runNights(live, async (step) => {
  process.stdout.write(`${step}\n`);
  if (step === hangAt) await new Promise(() => {});
});
await live.work();
