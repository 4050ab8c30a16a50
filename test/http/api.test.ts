import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failedCall, type HttpApp, httpApp } from './http-app.ts';

describe('the API over a socket', () => {
  let http: HttpApp;
  beforeAll(async () => {
    http = await httpApp({ localMode: true });
  });
  afterAll(() => http.close());

  it('takes a call, flags it, and shows it to whoever may read', async () => {
    const sent = await http.call('/v1/calls', { body: failedCall('c1') });
    expect(sent.status).toBe(201);
    expect(sent.body).toEqual({ callId: expect.any(String), status: 'created' });
    await http.runJobs();
    const found = await http.call(`/v1/calls/${sent.body.callId}`);
    expect(found.status).toBe(200);
    expect(found.body.row.flagged).toBe(true);
    const reviews = await http.call('/v1/reviews?state=open');
    expect(reviews.body.reviews).toHaveLength(1);
  });
});
