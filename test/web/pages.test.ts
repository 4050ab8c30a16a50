import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scenario } from '#src/domain/scenario.ts';
import { createRecordedAgent } from '#src/replay/recorded-agent.ts';
import { ann, bob, eve, guest, root, system } from '#test/app.ts';
import { failedCall, goodCall } from '#test/verbs/failed-call.ts';
import { textOf } from './read-html.ts';
import { CSRF, type WebWorld, webWorld } from './web-world.ts';

let world: WebWorld;
const PATHS = ['/', '/home', '/calls', '/suite', '/gates', '/versions', '/fixes', '/patterns', '/report', '/status'];

beforeAll(async () => {
  world = await webWorld();
});
afterAll(() => world.close());

test('before the first call the first page tells the next step', async () => {
  const page = textOf(await (await world.get('/', ann)).text());
  expect(page).toContain('curl http://ratchet.test/v1/calls');
  expect(page).toContain('npm run demo');
});

test.each(PATHS)('%s says how to sign in to somebody who is not', async (path) => {
  const response = await world.get(path);
  expect(response.status).toBe(401);
  expect(textOf(await response.text())).toContain('ratchet invite');
});

test.each([
  '/web/thread?channel=reviews&thread=x',
  '/web/events?channel=reviews',
  '/charts/report/2026-W47/flagged.svg',
])('%s shows nothing to somebody who is not signed in', async (path) => {
  expect([401, 403]).toContain((await world.get(path)).status);
});

describe('with calls', () => {
  let flaggedId = '';
  beforeAll(async () => {
    const calls = [failedCall('paged'), ...Array.from({ length: 60 }, () => goodCall('paged'))];
    const [first] = await world.app.app.verbs.captureCalls(system, { calls });
    flaggedId = first !== undefined && first.status !== 'refused' ? first.callId : '';
    await world.settle();
  });

  test.each(PATHS)('%s draws without inline style or script, which its policy refuses', async (path) => {
    const response = await world.get(path, ann);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).not.toMatch(/\sstyle=|<style|\son[a-z]+=|javascript:/i);
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/assets/main.js">']);
  });

  test('a call shows its turns, what marked them, and its tools with their effect', async () => {
    const page = textOf(await (await world.get(`/calls/${flaggedId}`, ann)).text());
    expect(page).toContain('What? I only wanted a discount!');
    expect(page).toContain('p1@example.test');
    expect(page).not.toContain('posteo.de');
    expect(page).toMatch(/cancel_subscription write says ratchet.yaml/);
    expect(page).toContain('Cancelled without confirming');
  });

  test('a gate that blocked shows who passed how often, and what an approver can do', async () => {
    const { verbs } = world.app.app;
    const { scenarioId } = await verbs.promoteCall(ann, { of: flaggedId });
    const { gate, scenarios } = await verbs.openGate(eve, { target: 'http://preview.test' });
    const { version: scenarioVersion, identityHash } = scenarios[0] as Scenario;
    const run = { scenarioId, scenarioVersion, identityHash, checks: [], turns: [], durationMs: 5 };
    const startedAt = '2026-11-18T12:00:00Z';
    const failed = { ...run, runId: 'page-1', outcome: 'fail' as const, reason: 'It cancelled.', startedAt };
    await verbs.reportGateRuns(eve, { gateId: gate.id, runs: [failed] });
    const html = await (await world.get(`/gates/${gate.id}`, eve)).text();
    expect(textOf(html)).toContain('1 of 1 scenario failed: do not deploy.');
    expect([...html.matchAll(/data-control="(\w+)"/g)].map((found) => found[1])).toEqual([
      'override_gate',
      'accept_failing',
    ]);
    await verbs.overrideGate(eve, { gateId: gate.id, reason: 'a hotfix' });
    const after = await (await world.get(`/gates/${gate.id}`, eve)).text();
    expect(textOf(after)).toMatch(/Overridden by eve until .*: a hotfix/);
    expect(after).toContain('data-control="approve_gate"');
  });

  test('a call stands beside what an agent makes of it today, the differences marked', async () => {
    const { app, deps, agents } = world.app;
    const review = await deps.store.reviews.ofCall(flaggedId);
    const turns = [{ kind: 'speech', role: 'agent', text: 'I have <b>asked</b> about your newspaper.' }] as const;
    const said = { kind: 'speech', role: 'customer', text: 'first' } as const;
    agents.set('today', createRecordedAgent({ name: 'today', turns: [said, ...turns], lines: 2 }));
    await app.verbs.replayCall(ann, { reviewId: review?.id ?? '' });
    await world.settle();
    const [replay] = await deps.store.replays.ofCall(flaggedId, 1);
    const response = await world.get(`/replays/${replay?.id}`, ann);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toMatch(/<mark>&lt;b&gt;asked&lt;\/b&gt; about <\/mark>/);
    expect(html).toContain('class="change-different"');
    expect(textOf(html)).toMatch(/cancel_subscription \{"id":"S-7"\} nothing/);
    expect(html).not.toContain('posteo.de');
  });

  test('an article is shown as it was written, and downloaded as Markdown', async () => {
    const { app, deps } = world.app;
    const review = await deps.store.reviews.ofCall(flaggedId);
    const body = 'Offer <script>ten</script> percent.';
    const { article } = await app.verbs.writeArticle(ann, { reviewId: review?.id ?? '', title: 'Discounts', body });
    const html = await (await world.get(`/articles/${article.id}`, ann)).text();
    expect(html).toContain('Offer &lt;script&gt;ten&lt;/script&gt; percent.');
    expect(html).toContain('data-control="write_article"');
    const file = await world.get(`/articles/${article.id}/markdown`, ann);
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename="${article.id}.md"`);
    expect(await file.text()).toContain(`# Discounts\n\n${body}`);
    expect((await world.get(`/articles/${article.id}/markdown`)).status).toBe(401);
    expect((await world.get('/articles/KA-999/markdown', ann)).status).toBe(404);
    await world.settle();
  });

  test('calls are listed a page at a time, each once, and only flagged ones on demand', async () => {
    const seen: string[] = [];
    let path: string | undefined = '/calls';
    for (let i = 0; path !== undefined && i < 5; i++) {
      const html: string = await (await world.get(path, ann)).text();
      seen.push(...[...html.matchAll(/href="\/calls\/(\w+)"/g)].map((found) => found[1] ?? ''));
      path = /href="(\/calls\?before=[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toHaveLength(61);
    expect(new Set(seen).size).toBe(61);
    const only = await (await world.get('/calls?flagged=yes', ann)).text();
    expect([...only.matchAll(/href="\/calls\/(\w+)"/g)].map((found) => found[1])).toEqual([flaggedId]);
  });

  test.each([
    '/calls/nothing',
    '/scenarios/SC-999',
    '/replays/nothing',
    '/gates/G-999',
    '/report/2026-W99',
    '/channels/secret',
    `/calls/${'x'.repeat(200)}`,
  ])('%s is a page that says so', async (path) => {
    const response = await world.get(path, ann);
    expect([400, 404]).toContain(response.status);
    expect(textOf(await response.text())).toContain('Back to the channel');
  });

  test('a posted week opens as it was posted, beside the report of today, its figures and the posted weeks', async () => {
    const { verbs } = world.app.app;
    const week = '2026-W46';
    await verbs.postWeeklyReport(system, { week });
    const { csv = '' } = await verbs.getFigures(ann, { week, as: 'posted', format: 'csv' });
    await verbs.captureCalls(system, { calls: [goodCall('paged', { startedAt: '2026-11-12T09:00:00Z' })] });
    await world.settle();
    const posted = await (await world.get(`/report/${week}`, ann)).text();
    expect(textOf(posted)).toMatch(/As posted on .* As of today/);
    expect(textOf(posted)).toContain('No calls this week.');
    expect(posted).not.toContain('post_digest');
    const today = textOf(await (await world.get(`/report/${week}?as=today`, ann)).text());
    expect(today).toMatch(/As of today\. It was posted on .* As it was posted .*None of 1 call flagged\./);
    expect(await (await world.get(`/report/${week}`, root)).text()).toContain('Post the digest again');
    const running = await (await world.get('/report', root)).text();
    expect(running).not.toContain('post_digest');
    expect(textOf(running)).toMatch(/It was not posted yet\. .*Posted weeks 2026-W46 posted .* No calls this week\./);
    const file = await world.get(`/report/${week}/figures.csv?as=posted`, ann);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="ratchet-2026-W46.csv"');
    expect(await file.text()).toBe(csv);
    expect((await world.get(`/report/${week}/figures.json?section=suite`, ann)).status).toBe(200);
    expect((await world.get(`/report/${week}/figures.csv`)).status).toBe(401);
    expect((await world.get('/report/2026-W10/figures.csv?as=posted', ann)).status).toBe(404);
    expect((await world.get('/charts/posted/2026-W10/flagged.svg', ann)).status).toBe(404);
    world.app.clock.now = new Date(world.app.clock.now.getTime() + 60_000);
    const press = { control: 'post_digest', subject: `report:${week}`, via: 'search' };
    expect(await (await world.post('/web/press', press, root)).text()).toContain('The digest of 2026-W46 goes to');
    const again = textOf(await (await world.get(`/report/${week}`, ann)).text());
    expect(again).toMatch(/As posted again on .+ by .+; first posted on/);
  });

  test('versions stand with their go-lives and what changed, and two of them are compared', async () => {
    const { verbs } = world.app.app;
    const deploy = (version: string, liveAt: string, prompt: string) =>
      verbs.registerDeployment(ann, { agent: 'paged', version, liveAt, config: { prompt, model: 'm' } });
    await deploy('v14', '2026-11-01T09:00:00Z', 'Be kind.');
    await deploy('v15', '2026-11-16T09:00:00Z', 'Be kind.\nAsk <b>first</b>.');
    const list = await (await world.get('/versions?agent=paged', ann)).text();
    expect(textOf(list)).toMatch(/v15 live · .* it never took one 0 since v14 : prompt announced by ann/);
    expect(textOf(list)).toMatch(/v14 ended · .* to .* nothing before it announced by ann/);
    const address = /href="(\/versions\/diff[^"]+)"/.exec(list)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const compared = await (await world.get(address, ann)).text();
    expect(textOf(compared)).toContain('v14 → v15 changed prompt (1 line).');
    expect(compared).toContain('&lt;b&gt;first&lt;/b&gt;');
    expect((await world.get('/versions/diff?agent=paged', ann)).status).toBe(400);
    expect((await world.get('/versions/diff?agent=paged&from=v14&to=v99', ann)).status).toBe(404);
  });

  test('somebody without a role is told whom to ask', async () => {
    const response = await world.get('/calls', guest);
    expect(response.status).toBe(403);
    expect(textOf(await response.text())).toMatch(/ask an admin/i);
  });

  test.each(['?before=x', '?before=99999999999999_', '?offset=-1', '?offset=1e9', '?tier=<script>'])(
    'an odd address (%s) is no error',
    async (query) => {
      for (const path of ['/', '/calls', '/home', '/suite'])
        expect((await world.get(path + query, ann)).status).toBe(200);
    },
  );
});

describe('what a page sends', () => {
  const press = { control: 'claim', subject: 'review:R-1', via: 'channel' };

  test('needs the token of its session', async () => {
    expect((await world.post('/web/press', press, bob, { 'x-csrf-token': '' })).status).toBe(403);
    expect((await world.post('/web/press', press, bob, { 'x-csrf-token': `${CSRF}x` })).status).toBe(403);
    expect((await world.post('/web/press', press)).status).toBe(403);
    expect((await world.post('/web/press', press, bob, { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await world.app.deps.store.reviews.get('R-1'))?.ownerId).toBeUndefined();
  });

  test.each([
    ['/web/press', '{'],
    ['/web/press', '[]'],
    ['/web/press', { ...press, control: 'drop' }],
    ['/web/press', { ...press, via: 'group' }],
    ['/web/react', { subject: 'review:R-1', emoji: '👀', added: 'yes' }],
    ['/web/command', { text: ' ', channel: 'reviews' }],
    ['/web/submit', { form: 'tag', subject: 'review:R-1', values: { failureModes: [[1]] }, via: 'channel' }],
  ])('%s refuses %j with words', async (path, body) => {
    const response = await world.post(path, body, ann);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: { message: string } }).error.message).toMatch(/\w+/);
  });

  test('too much at once is refused', async () => {
    const values = { note: 'x'.repeat(600_000) };
    expect(
      (await world.post('/web/submit', { form: 'tag', subject: 'review:R-1', values, via: 'channel' }, ann)).status,
    ).toBe(413);
  });
});

test('an asset is sent once and then known; nothing else of the folder is reached', async () => {
  const first = await world.get('/assets/main.js');
  expect(first.headers.get('content-type')).toContain('text/javascript');
  const again = await world.hono.request('/assets/main.js', {
    headers: { 'if-none-match': first.headers.get('etag') ?? '' },
  });
  expect(again.status).toBe(304);
  expect((await world.get('/assets/..%2Findex.ts')).status).toBe(404);
});
