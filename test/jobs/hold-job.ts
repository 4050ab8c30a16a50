import { liveQueue } from './live-core.ts';

// A process that takes the reports' jobs and never finishes one; it says "ready", then "started <week> <attempt>" for each.
const [dataDir = '', url] = process.argv.slice(2);
const live = await liveQueue(url ? { url } : { dataDir, startedAt: new Date() });
live.does['weekly-report'] = async ({ week }: { week: string }, { attempt }) => {
  process.stdout.write(`started ${week} ${attempt}\n`);
  await new Promise(() => {});
};
await live.work();
process.stdout.write('ready\n');
