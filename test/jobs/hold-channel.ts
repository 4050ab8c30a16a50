import { deliverToFile, fileSurface } from './channel-core.ts';
import { liveQueue } from './live-core.ts';

// A process that delivers to a channel, and hangs once the second message is posted, before that is recorded; it says "posted <id>".
const [path = '', dataDir = '', url] = process.argv.slice(2);
const live = await liveQueue(url ? { url } : { dataDir, startedAt: new Date() });
let posted = 0;
deliverToFile(
  live,
  fileSurface(path, 50, async ({ deliveryId }) => {
    posted += 1;
    process.stdout.write(`posted ${deliveryId}\n`);
    if (posted === 2) await new Promise(() => {});
  }),
);
await live.work();
process.stdout.write('ready\n');
