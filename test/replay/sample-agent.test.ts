import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpTarget } from '#adapters/agents/http-target.ts';
import { createToolServer } from '#adapters/agents/tool-server.ts';
import { OLD_SHOP_FROM } from '#demo/agent/versions.ts';
import { startSampleAgent } from '#demo/server.ts';
import type { ScenarioDraft } from '#src/domain/draft-scenario.ts';
import { identityHash } from '#src/domain/identity-hash.ts';
import { ScenarioContentSchema } from '#src/domain/scenario.ts';
import { runScenario } from '#src/replay/run-scenario.ts';
import { draftDays } from './draft-days.ts';

const tools = createToolServer();
const released: (() => void)[] = [];
let agentUrl = '';
let drafts: ScenarioDraft[] = [];

async function outcomeOn(version: string, draft: ScenarioDraft): Promise<string> {
  const target = createHttpTarget({ name: version, url: `${agentUrl}/${version}`, allowInside: true });
  released.push(target.release);
  const content = ScenarioContentSchema.parse(draft.content);
  const scenario = { id: 'SC-1', version: 1, identityHash: identityHash(content), content };
  return (await runScenario({ scenario, target, tools, now: () => new Date(), id: () => 'r' })).outcome;
}

/** v16 looks such an order up by another name, which no recorded result answers: its own fault, and neither pass nor fail. */
function isOfOldShop({ content }: ScenarioDraft): boolean {
  return [...JSON.stringify(content).matchAll(/LC-(\d+)/g)].some(([, number]) => Number(number) >= OLD_SHOP_FROM);
}

describe('failed calls of the sample agent, promoted as drafted', () => {
  beforeAll(async () => {
    const agent = await startSampleAgent({ port: 0 });
    agentUrl = agent.url;
    released.push(() => void agent.close());
    drafts = await draftDays();
  }, 60_000);
  afterAll(async () => {
    for (const release of released) release();
    await tools.release();
  });

  it.each([
    ['cancelled-without-confirming', { v14: 'fail', v15: 'pass', v16: 'pass' }],
    ['call-back-not-booked', { v14: 'fail', v15: 'pass', v16: 'pass' }],
    ['refund-without-approval', { v14: 'fail', v15: 'fail', v16: 'pass' }],
    ['look-up-loop', { v14: 'fail', v15: 'fail' }],
  ])('%s reproduces on the version that failed, and passes where it was fixed', async (mode, expected) => {
    const ofMode = drafts.filter((draft) => draft.failureModes[0] === mode && draft.content.checks.length > 0);
    expect(ofMode.length).toBeGreaterThan(0);
    for (const [version, outcome] of Object.entries(expected)) {
      const outcomes = await Promise.all(ofMode.map((draft) => outcomeOn(version, draft)));
      const wanted = ofMode.map((draft) => (version === 'v16' && isOfOldShop(draft) ? 'diverged' : outcome));
      expect([version, ...outcomes]).toEqual([version, ...wanted]);
    }
  });
});
