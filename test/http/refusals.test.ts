import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failedCall, type HttpApp, httpApp } from './http-app.ts';

describe('what the API refuses', () => {
  let http: HttpApp;
  beforeAll(async () => {
    http = await httpApp({ localMode: true });
  });
  afterAll(() => http.close());

  it.each([
    ['a parameter that is not known', 'GET', '/v1/reviews?stat=open', undefined, 'stat'],
    ['a value that is not one of them', 'GET', '/v1/reviews?state=closed', undefined, 'state'],
    ['a number that is none', 'GET', '/v1/calls?limit=many', undefined, 'limit'],
    ['a number out of range', 'GET', '/v1/calls?limit=0', undefined, 'limit'],
    ['half a cursor', 'GET', '/v1/calls?before[id]=x', undefined, 'before.startedAt'],
    ['a week at the end of all years', 'GET', '/v1/reports/weekly?week=9999-W52', undefined, 'week'],
    ['a week that no year has', 'GET', '/v1/reports/weekly/figures?week=2026-W54', undefined, 'week'],
    ['a time that nothing can hold', 'GET', '/v1/suite/plan?at=0001-01-01T00:00:00Z', undefined, 'at'],
    [
      'a page after such a time',
      'GET',
      '/v1/calls?before[id]=x&before[startedAt]=-200000-01-01T00:00:00Z',
      undefined,
      'before.startedAt',
    ],
    ['a title that nothing is left of', 'POST', '/v1/failure-modes', { id: 'nul', title: '\0', owner: 'ann' }, 'title'],
    ['a field that is not known', 'POST', '/v1/fixes', { titel: 'x' }, 'titel'],
    ['how a verdict was come to', 'POST', '/v1/reviews/R-1/dismiss', { reason: 'other', via: 'queue' }, 'via'],
    ['an id in the body that stands in the path', 'POST', '/v1/reviews/R-1/claim', { reviewId: 'R-2' }, 'reviewId'],
    ['a list instead of an object', 'POST', '/v1/fixes', [], ''],
    [
      'a run with a wrong field ten levels down',
      'POST',
      '/v1/gates/G-1/runs',
      { runs: [{ checks: [{ check: 7 }] }] },
      'runs.0.checks.0.check',
    ],
  ])('refuses %s by its path', async (_, method, path, body, problem) => {
    const refused = await http.call(path, { method, ...(body === undefined ? {} : { body }) });
    expect(refused.status).toBe(400);
    expect(refused.body.error.problems.map((p: { path: string }) => p.path)).toContain(problem);
  });

  it('refuses an unknown failure mode by name, and tells a conflict its state', async () => {
    const { callId } = (await http.call('/v1/calls', { body: failedCall('e1') })).body;
    await http.runJobs();
    const { review } = (await http.call(`/v1/calls/${callId}`)).body;
    const unknown = await http.call(`/v1/reviews/${review.id}/confirm`, { body: { failureModes: ['no-such-mode'] } });
    expect(unknown.status).toBe(400);
    expect(unknown.body.error.problems[0].message).toContain('cancel-without-consent');
    await http.call(`/v1/reviews/${review.id}/claim`, { method: 'POST', headers: { 'x-ratchet-actor': 'ann' } });
    const late = await http.call(`/v1/reviews/${review.id}/claim`, {
      method: 'POST',
      headers: { 'x-ratchet-actor': 'bob' },
    });
    expect(late.status).toBe(409);
    expect(late.body.error.current.ownerName).toBe('ann');
  });

  it.each([
    '/v1/reviews/R-999',
    '/v1/calls/none',
    '/v1/scenarios/SC-999',
    '/v1/gates/G-999',
    '/v1/nothing',
    '/nothing',
  ])('answers 404 at %s', async (path) => {
    const missing = await http.call(path);
    expect([missing.status, missing.body.error.code]).toEqual([404, 'not_found']);
  });
});
