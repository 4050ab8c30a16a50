import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { killAtSight } from '#test/database/holder.ts';
import { prepareDataFolder } from '#test/prepared-folder.ts';
import { numberedCall, sendCall } from './faults-calls.ts';
import { spawnRatchet, startRatchet, withInstallation } from './faults-process.ts';

test(
  'a second process on the same data folder is told where the first one listens, and harms nothing',
  () =>
    withInstallation(async (folder) => {
      const place = { dataDir: await prepareDataFolder(join(folder, 'data')) };
      const first = await startRatchet(place);
      const second = spawnRatchet(place);
      const [code] = await second.ended;
      expect(code).toBe(1);
      expect(second.said()).toContain(
        `Another Ratchet runs on ${place.dataDir} at ${first.url}: stop it, or set RATCHET_DATA`,
      );
      expect(await sendCall(first.url, numberedCall(1))).toBe(true);
      expect((await first.stop()).code).toBe(0);
    }),
  120_000,
);

test(
  'the very first start, killed while its tables and its queue are made, starts the next time',
  () =>
    withInstallation(async (folder) => {
      const place = { dataDir: join(folder, 'data') };
      for (const sight of [/^pg$/, /^secret$/]) await killAtSight(spawnRatchet(place), place.dataDir, sight);
      const next = await startRatchet(place);
      expect(await sendCall(next.url, numberedCall(1))).toBe(true);
      expect((await next.stop()).code).toBe(0);
      expect((await readdir(place.dataDir)).filter((name) => !name.startsWith('pg.new-')).sort()).toEqual([
        'pg',
        'secret',
      ]);
    }),
  120_000,
);

test(
  'SIGTERM ends a busy process within 10 s, with nothing left open',
  () =>
    withInstallation(async (folder) => {
      const hanging = createServer(() => undefined).listen(0, '127.0.0.1');
      await once(hanging, 'listening');
      const { port } = hanging.address() as AddressInfo;
      const yaml = `
compliance: [{ id: consent, title: Cancelled without confirming, kind: consent_before_tool, tool: cancel_* }]
failureModes: [{ id: cancel-without-consent, title: Cancelled without consent, owner: ann }]
targets: [{ name: shop, url: "http://127.0.0.1:${port}", agent: shop, version: v14 }]
`;
      await writeFile(join(folder, 'ratchet.yaml'), yaml);
      const dataDir = await prepareDataFolder(join(folder, 'data'));
      const running = await startRatchet({ dataDir, env: { RATCHET_LOG: 'error' } });
      try {
        await promoteOne(running.url);
        const senders = Array.from({ length: 4 }, (_, i) => sendMany(running.url, 1_000 * (i + 1)));
        const stream = fetch(`${running.url}/events?channel=reviews`).catch(() => undefined);
        await wait(1_000);
        const { code, ms } = await running.stop();
        await Promise.all([...senders, stream]);
        expect(code).toBe(0);
        expect(ms).toBeLessThan(10_000);
        expect(running.said()).toBe('');
      } finally {
        hanging.closeAllConnections();
        hanging.close();
      }
    }),
  120_000,
);

/** Promotes a failed call, so that its proof hangs at a target that never answers. */
async function promoteOne(url: string): Promise<void> {
  await sendCall(url, numberedCall(1));
  for (let look = 0; look < 400; look += 1) {
    const { reviews = [] } = (await (await fetch(`${url}/v1/reviews`)).json()) as { reviews?: { id: string }[] };
    const review = reviews[0];
    if (review) {
      const answer = await fetch(`${url}/v1/reviews/${review.id}/promote`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ failureModes: ['cancel-without-consent'] }),
      });
      expect(answer.status, await answer.clone().text()).toBeLessThan(300);
      return;
    }
    await wait(50);
  }
  throw new Error('The call was not flagged within 20 s.');
}

async function sendMany(url: string, from: number): Promise<void> {
  for (let n = from; ; n += 1) {
    const stored = await sendCall(url, numberedCall(n)).catch(() => false);
    if (!stored) return;
  }
}
