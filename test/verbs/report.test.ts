import { expect, test } from 'vitest';
import { findChart } from '#src/find-chart.ts';
import type { Card } from '#src/views/card.ts';
import { ann, describeApp, eve, key, root, stranger, system, TEST_START } from '#test/app.ts';
import { cardText } from '#test/recorded-surface.ts';
import { failedCall, goodCall, newAgent, sendIn } from './failed-call.ts';

const MODE = 'cancel-without-consent';
const WEEK = '2026-W47';
const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(TEST_START.getTime() - days * DAY).toISOString();

describeApp('fixes and reports', (use) => {
  const verbs = () => use().app.verbs;
  const ci = key('gate');

  test('the same version live at the same time is one deployment', async () => {
    const agent = newAgent();
    const live = { agent, version: 'v15', liveAt: '2026-11-17T10:00:00Z', share: 0.5 };
    const both = await Promise.all([1, 2].map(() => verbs().registerDeployment(ci, live)));
    expect(both[0]?.id).toBe(both[1]?.id);
    const { deployments } = await verbs().listFixes(ann, { limit: 200 });
    expect(deployments.filter((found) => found.agent === agent)).toMatchObject([{ version: 'v15', share: 0.5 }]);
  });

  test('a fix names known modes and scenarios, and registers its deployment', async () => {
    const agent = newAgent();
    const fix = { title: 'Ask before cancelling', agent, version: 'v15', failureModes: [MODE] };
    const unknown = verbs().registerFix(ann, { ...fix, failureModes: ['typo'] });
    await expect(unknown).rejects.toMatchObject({ code: 'invalid' });
    const nowhere = verbs().registerFix(ann, { ...fix, scenarioIds: ['SC-99999'] });
    await expect(nowhere).rejects.toMatchObject({ code: 'not_found' });
    expect(await verbs().registerFix(ann, fix)).toMatchObject({ ownerId: ann.id, liveAt: TEST_START, kind: 'prompt' });
    const listed = await verbs().listFixes(ann, { limit: 200 });
    expect(listed.fixes.filter((found) => found.agent === agent)).toHaveLength(1);
    expect(listed.deployments.filter((found) => found.agent === agent)).toMatchObject([{ version: 'v15' }]);
  });

  test('another team neither sees nor makes fixes and deployments of this one', async () => {
    const agent = newAgent();
    const at = { code: 'not_found' };
    const fix = { title: 't', agent, version: 'v1', failureModes: [MODE] };
    await expect(verbs().registerFix(stranger, fix)).rejects.toMatchObject(at);
    await expect(verbs().registerDeployment(stranger, { agent, version: 'v1' })).rejects.toMatchObject(at);
    await verbs().registerFix(ann, fix);
    const theirs = await verbs().listFixes(stranger, {});
    expect([...theirs.fixes, ...theirs.deployments]).toEqual([]);
  });

  test('the report compares a fixed failure mode before and after, out of what was stored', async () => {
    const agent = newAgent();
    const failing = Array.from({ length: 6 }, (_, i) => failedCall(agent, { startedAt: daysAgo(20 + i) }));
    const fine = Array.from({ length: 6 }, (_, i) => goodCall(agent, { startedAt: daysAgo(20 + i) }));
    const after = Array.from({ length: 6 }, (_, i) => goodCall(agent, { startedAt: daysAgo(1 + i) }));
    const ids = await sendIn(use(), ...failing, ...fine, ...after);
    for (const callId of ids.slice(0, 6)) {
      const review = await use().deps.store.reviews.ofCall(callId);
      await verbs().confirmReview(ann, { reviewId: review?.id ?? '', failureModes: [MODE] });
    }
    await use().runJobs();
    await verbs().registerFix(ann, {
      title: 'Ask first',
      agent,
      version: 'v15',
      failureModes: [MODE],
      liveAt: daysAgo(10),
    });
    const { report } = await verbs().getReport(key('read'), { week: WEEK });
    const fix = report.fixes.find((found) => found.agent === agent);
    const [mode] = fix?.modes ?? [];
    // The first day of an agent is rarely whole, so that it is left out.
    expect(mode).toMatchObject({ failureMode: MODE, before: { x: 5, n: 10 }, after: { x: 0, n: 6 } });
    // Its parts share what they read; on its own each says the same.
    expect(report.next?.impact).toEqual(await verbs().getImpact(key('read'), {}));
  });

  test('the digest of a week is stored, and posted once a channel however often it is made', async () => {
    const other = newAgent('other');
    const mine = newAgent();
    await sendIn(use(), failedCall(mine), failedCall(other));
    await verbs().registerFix(ann, {
      title: 'Secret of ours',
      agent: mine,
      version: 'v15',
      failureModes: [MODE],
      liveAt: daysAgo(1),
    });
    await verbs().postWeeklyReport(system, { week: WEEK });
    const { report } = await verbs().postWeeklyReport(system, { week: WEEK });
    expect((await verbs().getReport(ann, { week: WEEK, as: 'posted' })).report).toEqual(report);
    await use().runJobs();
    const rows = await use().deps.store.deliveries.ofSubject(`report:${WEEK}`);
    const ids = new Set(rows.flatMap(({ id, kind }) => (kind === 'post' ? [id] : [])));
    const digests = use().surface.messages.filter(({ deliveryId }) => ids.has(deliveryId));
    expect(digests.map(({ channel }) => channel).sort()).toEqual(['C-other', 'reviews']);
    for (const digest of digests) expect(use().surface.thread(digest.messageId)).toHaveLength(1);
    const whole = (channel: string) =>
      digests
        .filter((digest) => digest.channel === channel)
        .flatMap((digest) => [digest, ...use().surface.thread(digest.messageId)])
        .map(({ card }) => cardText(card))
        .join('\n');
    expect(whole('reviews')).toContain('Secret of ours');
    expect(whole('C-other')).not.toContain('Secret of ours');
    expect(await use().deps.store.editions.edition(WEEK, '*')).toMatchObject({ week: WEEK, postedBy: system.name });
    expect((await verbs().getReport(ann, {})).weeks).toContain(WEEK);
  });

  test('posted again by a person it is the same post, made anew, which says so; a double click is one', async () => {
    const week = '2026-W46';
    const { store } = use().deps;
    const digest = async () => {
      await use().runJobs();
      const rows = (await store.deliveries.ofSubject(`report:${week}`)).filter(({ kind }) => kind === 'post');
      const ids = new Set(rows.map(({ id }) => id));
      const [shown] = use().surface.messages.filter(
        ({ deliveryId, channel }) => ids.has(deliveryId) && channel === 'reviews',
      );
      return { text: cardText(shown?.card as Card), wanted: rows.map(({ wanted }) => wanted) };
    };
    await verbs().postWeeklyReport(system, { week });
    expect((await digest()).text).not.toContain('posted again');
    use().clock.now = new Date(TEST_START.getTime() + 60_000);
    const posts = await Promise.all([1, 2].map(() => verbs().postWeeklyReport(root, { week })));
    expect(posts[0]).toMatchObject({ again: true, channels: 2, report: { week } });
    const again = await digest();
    expect(again.text).toContain(`posted again by ${root.name}`);
    // Its pictures are drawn anew too, though a platform keeps them by name.
    const picture = /report\/2026-W46\/[\w-]+@\d+/.exec(again.text)?.[0] ?? '';
    expect(await findChart(use().app, root, picture)).toMatchObject({ points: expect.any(Array) });
    use().clock.now = new Date(TEST_START.getTime() + 61_000);
    await verbs().postWeeklyReport(root, { week });
    expect((await digest()).wanted).toEqual(again.wanted);
    const { posted } = await verbs().getReport(ann, { week, as: 'posted' });
    expect(posted).toMatchObject({ week, postedBy: system.name, againBy: root.name });
  });

  test('nobody posts a week that is not over, nor reads as posted what was not', async () => {
    const early = verbs().postWeeklyReport(root, { week: WEEK });
    await expect(early).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('not over yet') });
    const never = verbs().getReport(ann, { week: '2026-W10', as: 'posted' });
    await expect(never).rejects.toMatchObject({ code: 'not_found' });
    // What their channel was sent, and nothing of the whole.
    const theirs = await verbs().getReport(stranger, { week: '2026-W46', as: 'posted' });
    const whole = await verbs().getReport(ann, { week: '2026-W46', as: 'posted' });
    expect(theirs.report.flagged.n).toBeLessThan(whole.report.flagged.n);
    const elsewhere = { ...root, agents: ['nobody-routes-it'] };
    await expect(verbs().postWeeklyReport(elsewhere, { week: '2026-W45' })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('a posted report stays as it was, whatever is learnt later', async () => {
    const week = '2026-W46';
    const before = await verbs().getReport(ann, { week, as: 'posted' });
    await sendIn(use(), failedCall(newAgent(), { startedAt: daysAgo(5) }));
    const posted = await verbs().getReport(ann, { week, as: 'posted' });
    expect(posted.report).toEqual(before.report);
    const today = await verbs().getReport(ann, { week });
    expect(today.report.flagged.n).toBe(before.report.flagged.n + 1);
    const { figures, csv } = await verbs().getFigures(ann, { week, section: 'calls', format: 'csv' });
    expect(figures[0]).toEqual({ week, section: 'calls', name: 'calls', value: today.report.flagged.n, unit: 'calls' });
    expect(csv).toContain(`\r\n${week},calls,calls,${today.report.flagged.n},,,,calls\r\n`);
  });

  test('what a team reads counts only its own', async () => {
    const { report } = await verbs().getReport(stranger, { week: WEEK });
    const all = await verbs().getReport(eve, { week: WEEK });
    expect(report.flagged.n).toBeLessThan(all.report.flagged.n);
    expect(report.reviews.flagged).toBeLessThan(all.report.reviews.flagged);
    expect(report.fixes).toEqual([]);
  });
});
