import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarioFile } from '#src/domain/scenario-file.ts';
import { createRecordedAgent } from '#src/replay/recorded-agent.ts';
import { root, system } from '#test/app.ts';
import { stubDrafter } from '#test/stub-drafter.ts';
import { goodCall } from '#test/verbs/failed-call.ts';
import { askApi } from './ask-api.ts';
import { failingGate } from './failing-gate.ts';
import { failedCall, type HttpApp, httpApp } from './http-app.ts';
import { passOf } from './pass-of.ts';
import { storedAlarm } from './stored-alarm.ts';

describe('the loop over the API', () => {
  let http: HttpApp;
  const { ask, notAsked } = askApi(() => http);
  beforeAll(async () => {
    http = await httpApp({ localMode: true });
  });
  afterAll(() => http.close());

  async function capture(id: string, agent?: string): Promise<string> {
    const { body } = await http.call('/v1/calls', { body: failedCall(id, agent) });
    await http.runJobs();
    return body.callId;
  }

  it('goes from a call to a fix, every answer as documented', async () => {
    const callId = await capture('r1');
    const { calls } = await ask('get', '/v1/calls?limit=1&flagged=true');
    expect(calls).toHaveLength(1);
    await ask('post', `/v1/calls/${callId}/signals`, { outcome: { complaint: true } });
    await http.runJobs();
    const { id } = (await ask('get', `/v1/calls/${callId}`)).review;
    const queue = await ask('get', '/v1/reviews?state=open&state=claimed&order=newest');
    expect(queue.reviews.map((review: { id: string }) => review.id)).toEqual([id]);
    await ask('post', `/v1/reviews/${id}/claim`);
    expect((await ask('get', '/v1/home')).mine).toHaveLength(1);
    await ask('post', `/v1/reviews/${id}/unclaim`);
    await ask('post', `/v1/reviews/${id}/snooze`, { hours: 2 });
    await ask('post', `/v1/reviews/${id}/reopen`, {});
    await ask('post', `/v1/reviews/${id}/votes`, { vote: 'confirm' });
    await ask('post', '/v1/failure-modes', { id: 'new-mode', title: 'New', owner: 'ann' });
    const confirmed = await ask('post', `/v1/reviews/${id}/confirm`, {
      failureModes: ['cancel-without-consent'],
      note: 'Asked nothing.',
    });
    expect(confirmed.review).toMatchObject({ state: 'confirmed', verdictVia: 'api' });
    expect((await ask('get', `/v1/reviews/${id}`)).history.length).toBeGreaterThan(3);
    await ask('get', `/v1/reviews/${id}/card`);
    await ask('get', `/v1/reviews/${id}/promotion`);
    await ask('get', `/v1/calls/${callId}/promotion`);
    const promoted = await ask('post', `/v1/reviews/${id}/promote`, {});
    expect(promoted).toMatchObject({ created: true });
    expect(await ask('post', `/v1/calls/${callId}/promote`, {})).toMatchObject({
      scenarioId: promoted.scenarioId,
      created: false,
    });
    await http.runJobs();

    const { scenarioId } = promoted;
    expect((await ask('get', '/v1/scenarios?tier=fast')).scenarios).toHaveLength(1);
    await ask('get', `/v1/scenarios/${scenarioId}?runs=2`);
    await ask('post', `/v1/scenarios/${scenarioId}/replay`);
    const again = await capture('r2');
    expect(await ask('post', `/v1/scenarios/${scenarioId}/occurrences`, { of: again })).toMatchObject({ added: true });
    await ask('delete', `/v1/scenarios/${scenarioId}/occurrences/${again}`);
  });

  it('holds the suite in a gate, and says whether the fix held', async () => {
    const { scenarios } = await ask('get', '/v1/suite?tier=fast');
    const scenarioId: string = scenarios[0].id;
    const opened = await ask('post', '/v1/gates', { target: 'http://127.0.0.1:1', candidateVersion: 'v2' });
    expect(opened.scenarios).toEqual(scenarios);
    const first = await ask('post', `/v1/gates/${opened.gate.id}/runs`, { runs: [passOf(scenarios[0])] });
    // A scenario that could not be held against approved runs yet is run as often as the gate says.
    expect(first).toMatchObject({ state: 'running', more: [{ scenarioId }] });
    const wanted: number = first.more[0].runs;
    const more = Array.from({ length: wanted - 1 }, (_, i) => ({ ...passOf(scenarios[0]), runId: `run-${i + 2}` }));
    const progress = await ask('post', `/v1/gates/${opened.gate.id}/runs`, { runs: more });
    expect(progress.state).toBe('passed');
    expect((await ask('get', `/v1/gates/${opened.gate.id}`)).runs).toHaveLength(wanted);
    expect((await ask('get', `/v1/gates/${opened.gate.id}?runs=false`)).runs).toEqual([]);
    await ask('get', '/v1/gates');
    await ask('post', `/v1/gates/${opened.gate.id}/approve`, {});
    await ask('get', '/v1/suite/plan');
    await ask('post', '/v1/tool-results', { agent: 'care', tool: 'get_subscription', args: { id: 'S-7' } });
    await ask('post', `/v1/scenarios/${scenarioId}/pin`, { pin: 'fast' });
    const config = { model: 'm-2', tools: [{ id: 'cancel', version: '2' }] };
    await ask('post', '/v1/versions', { agent: 'care', version: 'v2', config });
    await ask('post', '/v1/deployments', { agent: 'care', version: 'v2', liveAt: '2026-11-18T12:00:00Z', share: 0.5 });
    expect((await ask('get', '/v1/deployments?agent=care')).deployments).toHaveLength(1);
    const { versions } = await ask('get', '/v1/versions?agent=care');
    expect((await ask('get', `/v1/versions/${versions[0].id}`)).version.configs).toHaveLength(1);
    await ask('post', '/v1/versions', { agent: 'care', version: 'v3', config: { model: 'm-3' } });
    const unannounced = versions.find((one: { announcedBy?: string }) => one.announcedBy === undefined);
    expect(await ask('post', `/v1/versions/${unannounced.id}/ignore`)).toMatchObject({ changed: true });
    const { diff } = await ask('get', '/v1/versions/diff?agent=care&from=v2&to=v3');
    expect(diff.model).toEqual({ before: 'm-2', now: 'm-3' });
    await ask('post', '/v1/fixes', {
      title: 'Asks first',
      agent: 'care',
      failureModes: ['cancel-without-consent'],
      version: 'v2',
    });
    const { fixes, deployments } = await ask('get', '/v1/fixes');
    expect(deployments).toHaveLength(1);
    const rolledBack = await ask('post', `/v1/fixes/${fixes[0].id}/rollback`, { version: 'v1' });
    expect(rolledBack).toMatchObject({ rolledBackTo: 'v1', endedBy: 'you' });
    await storedAlarm(http, fixes[0].id);
    expect((await ask('get', '/v1/alarms?open=true')).alarms).toMatchObject([{ id: 'AL-1', kind: 'worse' }]);
    expect((await ask('post', '/v1/alarms/AL-1/acknowledge')).changed).toBe(true);
    await ask('get', '/v1/reports/weekly?week=2026-W47');
    expect((await ask('get', '/v1/reports/weekly/figures?section=suite')).figures.length).toBeGreaterThan(3);
    const file = await http.call('/v1/reports/weekly/figures?format=csv&week=2026-W47');
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(file.text).toMatch(/^week,section,name,value,low,high,n,unit\r\n2026-W47,calls,calls,\d+,,,,calls\r\n/);
    expect((await ask('post', '/v1/reports/weekly', { week: '2026-W46' })).again).toBe(false);
    expect((await ask('get', '/v1/reports/weekly?week=2026-W46&as=posted')).posted.postedBy).toBe('you');
  });

  it('edits a scenario from its file, and lets a person answer for one that fails', async () => {
    const [pulled] = (await ask('get', '/v1/suite?tier=fast')).scenarios;
    const { base, ...file } = scenarioFile(pulled);
    const scenario = { title: 'Asks before it cancels', failureModes: file.failureModes, content: file.content };
    const edited = { scenarioId: pulled.id, version: pulled.version + 1 };
    expect(await ask('post', `/v1/scenarios/${pulled.id}`, { base, scenario })).toEqual({ ...edited, changed: true });
    expect(await ask('post', `/v1/scenarios/${pulled.id}`, { base, scenario })).toEqual({ ...edited, changed: false });
    expect((await ask('get', `/v1/scenarios/${pulled.id}`)).scenario.title).toBe(scenario.title);

    const blocked = await failingGate(ask, 'v3');
    expect(blocked).toMatchObject({ state: 'failed', summary: { failed: 1 } });
    const reason = 'The fix is on its way';
    const { gate } = await ask('post', `/v1/gates/${blocked.gateId}/override`, { reason, hours: 2 });
    expect(gate).toMatchObject({ state: 'overridden', override: { reason, scenarioIds: [pulled.id] } });
    expect(await failingGate(ask, 'v4')).toMatchObject({ state: 'failed' });
    const accepted = { owner: 'ann', reason, days: 3 };
    const { exemption } = await ask('post', `/v1/scenarios/${pulled.id}/known-failing`, accepted);
    expect(exemption).toMatchObject({ scenarioId: pulled.id, kind: 'known_failing', owner: 'ann', reason });
    expect(Date.parse(exemption.until) - Date.parse(exemption.since)).toBe(3 * 86_400_000);
    expect(await failingGate(ask, 'v4')).toMatchObject({ state: 'passed', summary: { failed: 0, warned: 1 } });
    expect((await ask('get', `/v1/scenarios/${pulled.id}`)).exemptions).toEqual([exemption]);
    await ask('delete', `/v1/scenarios/${pulled.id}/known-failing`);
    expect((await ask('get', '/v1/scenarios')).exemptions).toEqual([]);
    expect(await failingGate(ask, 'v4')).toMatchObject({ state: 'failed' });
  });

  it('dismisses, marks duplicates, keeps keys and people, and forgets', async () => {
    for (const [i, name] of ['d1', 'd2', 'd3'].entries()) await capture(name, `other-${i}`);
    const { reviews } = await ask('get', '/v1/reviews?state=open&order=oldest');
    const [first, second] = reviews.map((review: { id: string }) => review.id);
    await ask('post', `/v1/reviews/${first}/dismiss`, { reason: 'test_call' });
    await ask('post', `/v1/reviews/${second}/duplicate`, { of: reviews[2].id });
    const { key } = await ask('post', '/v1/keys', { name: 'ci', scopes: ['gate'] });
    expect((await http.call('/v1/suite', { key })).status).toBe(200);
    expect((await ask('get', '/v1/keys')).keys).toEqual([
      { name: 'ci', scopes: ['gate'], createdAt: expect.any(String) },
    ]);
    await ask('delete', '/v1/keys/ci');
    expect((await http.call('/v1/suite', { key })).status).toBe(401);
    await ask('post', '/v1/invites', { name: 'Ann', role: 'approver' });
    await ask('post', '/v1/links', { path: '/suite' });
    const settings = { reminders: false, quietHours: { from: '22:00', to: '07:30' } };
    expect(await ask('post', '/v1/settings', settings)).toEqual(settings);
    expect((await ask('get', '/v1/home')).settings).toEqual(settings);
    const team = { surface: 'slack', team: 'T9', name: 'Nine', secretBox: 'sealed' } as const;
    await http.app.verbs.installTeam(root, team);
    const { teams } = await ask('get', '/v1/teams?surface=slack');
    expect(teams).toMatchObject([{ team: 'T9', installedBy: root.name, routed: false }]);
    expect(JSON.stringify(teams)).not.toContain('sealed');
    expect(await ask('delete', '/v1/teams/slack/T9')).toEqual({ team: 'T9' });
    expect(await ask('get', '/v1/judge/agreement?days=7')).toMatchObject({ decided: 0, criteria: [] });
    expect(await ask('get', '/v1/impact')).toMatchObject({ unit: 'points' });
    expect(await ask('get', '/v1/patterns')).toMatchObject({ isLooking: false });
    await ask('get', '/v1/status');
    await http.call('/v1/calls', { body: { ...failedCall('forget-me'), customer: { ref: 'C-1' } } });
    expect(await ask('post', '/v1/forget', { customer: 'C-1' })).toEqual({ calls: 1 });
    expect(await ask('post', '/v1/scores/recompute', {})).toMatchObject({ enqueued: 0 });
  });

  it('pages through calls without missing or repeating one', async () => {
    const all = (await ask('get', '/v1/calls?limit=200')).calls.map((call: { id: string }) => call.id);
    const found: string[] = [];
    let query = '';
    do {
      const { calls, next } = await ask('get', `/v1/calls?limit=2${query}`);
      found.push(...calls.map((call: { id: string }) => call.id));
      query = next ? `&before[startedAt]=${next.startedAt}&before[id]=${next.id}` : '';
    } while (query);
    expect(found).toEqual(all);
    expect(all.length).toBeGreaterThan(4);
  });

  it('replays a call against the agent of today', async () => {
    http.agents.set('today', createRecordedAgent({ name: 'today', turns: [], lines: 2 }));
    const callId = await capture('replayed');
    const { id } = (await ask('get', `/v1/calls/${callId}`)).review;
    expect(await ask('post', `/v1/reviews/${id}/replay`)).toEqual({ callId });
    await http.runJobs();
    const [replay] = await http.deps.store.replays.ofCall(callId, 1);
    expect(await ask('get', `/v1/replays/${replay?.id}`)).toMatchObject({ reviewId: id, replay: { target: 'today' } });
  });

  it('takes what the agent lacked, and gives it as a file', async () => {
    const callId = await capture('article');
    const { id } = (await ask('get', `/v1/calls/${callId}`)).review;
    const draft = await ask('get', `/v1/reviews/${id}/article`);
    expect(draft.body).toContain('> My plan is too expensive');
    http.deps.drafter = { ...stubDrafter(), article: async () => ({ title: 'Discounts', body: 'Offer ten percent.' }) };
    expect((await ask('post', `/v1/calls/${callId}/promotion/drafts`)).checks).toEqual([]);
    const { content } = await ask('post', `/v1/reviews/${id}/article/draft`);
    const { article } = await ask('post', `/v1/reviews/${id}/article`, content);
    expect((await ask('get', '/v1/articles?limit=5')).articles).toEqual([article]);
    expect((await ask('get', `/v1/articles/${article.id}`)).markdown).toContain('# Discounts\n\nOffer ten percent.');
    await http.runJobs();
  });

  it('offers calls that nothing flagged for a look, and takes what people say of them', async () => {
    const calls = ['l1', 'l2'].map((id) => ({
      ...goodCall('looked-at'),
      sourceCallId: id,
      startedAt: '2026-11-18T11:00:00Z',
    }));
    await http.app.verbs.captureCalls(system, { calls });
    await http.runJobs();
    await http.app.verbs.drawLooks(system, { day: '2026-11-18' });
    await http.runJobs();
    const { looks, waiting } = await ask('get', '/v1/looks?limit=5');
    expect(waiting).toBe(2);
    const [first, second] = looks.map(({ look }: { look: { id: string } }) => look.id);
    expect((await ask('get', `/v1/looks/${first}`)).look).toMatchObject({ state: 'open', population: 2, drawn: 2 });
    await ask('post', `/v1/looks/${first}/answer`, { answer: 'fine' });
    const wrong = { answer: 'wrong', failureModes: ['cancel-without-consent'] };
    const { review } = await ask('post', `/v1/looks/${second}/answer`, wrong);
    expect(review).toMatchObject({ state: 'confirmed', foundBy: 'look', verdictVia: 'look' });
    expect((await ask('get', '/v1/looks?state=answered')).looks).toHaveLength(2);
    const { report } = await ask('get', '/v1/reports/weekly?week=2026-W47');
    expect(report.missed).toMatchObject({ looked: 2, any: { x: 1, n: 2 } });
    expect(report.outcomes.figures.map(({ id }: { id: string }) => id)).toContain('cycle_verdict');
    const { figures } = await ask('get', '/v1/reports/weekly/figures?section=outcomes');
    expect(figures).toContainEqual(expect.objectContaining({ name: 'missed/any/unflagged', value: 0.5, n: 2 }));
  });

  it('was asked at every route of the table', () => {
    expect(notAsked()).toEqual([]);
  });
});
