import { expect, test } from 'vitest';
import type { AgentTarget, SessionStart } from '#src/ports/agent.ts';
import { createRecordedAgent } from '#src/replay/recorded-agent.ts';
import type { Card } from '#src/views/card.ts';
import { cardText as plainCard } from '#src/views/card-text.ts';
import { digestCard } from '#src/views/digest-card.ts';
import { ann, bob, describeApp, person, root } from '#test/app.ts';
import { cardText } from '#test/recorded-surface.ts';
import { flagged } from './failed-call.ts';

describeApp('writing knowledge', (use) => {
  /** An agent that keeps what it was started with. */
  function listening(agent: string): SessionStart[] {
    const starts: SessionStart[] = [];
    const recorded = createRecordedAgent({ name: 'today', turns: [], lines: 2 });
    const target: AgentTarget = {
      ...recorded,
      open(start, signal) {
        starts.push(start);
        return recorded.open(start, signal);
      },
    };
    use().agents.set(`${agent} v14`, target);
    return starts;
  }

  async function threadOf(reviewId: string): Promise<string[]> {
    await use().runJobs();
    const [row] = await use().deps.store.deliveries.ofSubject(`review:${reviewId}`);
    return use()
      .surface.thread(row?.platformId ?? 'none')
      .map(({ card }) => cardText(card));
  }

  const open = async (reviewId: string, actor = ann) => {
    const { press } = use().app.interactions;
    const answer = await press({ actor, control: 'write_article', subject: `review:${reviewId}`, via: 'channel' });
    if (answer.kind !== 'form') throw new Error(JSON.stringify(answer));
    return Object.fromEntries(
      answer.form.fields.map((field) => [field.id, 'value' in field ? String(field.value ?? '') : '']),
    );
  };
  const submit = (reviewId: string, values: Record<string, string>, actor = ann) =>
    use().app.interactions.submit({ actor, form: 'article', subject: `review:${reviewId}`, values, via: 'channel' });

  test('a form begins with the call, and the call is replayed with what was written', async () => {
    const { agent, reviewId, callId } = await flagged(use());
    const starts = listening(agent);
    await use().app.verbs.registerDeployment(root, { agent, version: 'v14' });
    const drafted = await open(reviewId);
    expect(drafted).toMatchObject({ body: expect.stringContaining('> What? I only wanted a discount!') });
    expect(JSON.stringify(drafted)).not.toContain('posteo.de');
    const body = 'Offer **ten percent** first.';
    expect(await submit(reviewId, { title: 'Discounts', body })).toMatchObject({ kind: 'done' });
    const [written = '', replayed = ''] = await threadOf(reviewId);
    const article = await use().deps.store.articles.ofCall(callId);
    expect(written).toContain(`${article?.id} written: Discounts`);
    expect(replayed).toContain(`on today with ${article?.id}`);
    expect(starts.map(({ snapshot }) => snapshot.knowledge)).toEqual([[{ title: 'Discounts', body }]]);
    expect(await use().deps.store.replays.ofCall(callId, 5)).toMatchObject([{ articleId: article?.id }]);
    // A plain replay knows nothing of it.
    await use().app.verbs.replayCall(ann, { reviewId });
    await use().runJobs();
    expect(starts.at(-1)?.snapshot.knowledge).toBeUndefined();
  });

  test('it stands with its fix, keeps its number when it is rewritten, and reads as Markdown', async () => {
    const { agent, reviewId } = await flagged(use());
    const fixOf = (name: string, ...agents: string[]) =>
      use().app.verbs.registerFix(root, {
        title: 'New articles',
        agent: name,
        agents,
        version: 'v15',
        liveAt: '2026-11-18T11:00:00Z',
        failureModes: ['wrong-refund'],
      });
    const [fix, strange] = [await fixOf('first', agent), await fixOf('another')];
    const { verbs } = use().app;
    const { article } = await verbs.writeArticle(ann, { reviewId, title: 'First', body: 'a' });
    const { fixes } = await verbs.draftArticle(ann, { reviewId });
    expect(fixes.map(({ id }) => id)).toEqual([fix.id]);
    expect(await open(reviewId, bob)).toMatchObject({ title: 'First', body: 'a', fixId: '' });
    expect(await submit(reviewId, { title: 'Second: "b"', body: 'b', fixId: fix.id }, bob)).toMatchObject({
      kind: 'done',
    });
    const found = await verbs.getArticle(ann, { articleId: article.id });
    expect(found.article).toMatchObject({ title: 'Second: "b"', fixId: fix.id, writtenBy: bob.name });
    expect(found.markdown).toMatch(
      /^---\nid: "KA-\d+"\nagent: .*\ncall: .*\nfix: "FX-\d+"\n[\s\S]*\n---\n\n# Second: "b"\n\nb\n$/,
    );
    expect((await verbs.listArticles(ann, { fixId: fix.id })).articles.map(({ id }) => id)).toEqual([article.id]);
    expect((await verbs.listArticles(ann, { fixId: strange.id })).articles).toEqual([]);
    const page = await verbs.drawFixes(ann, {});
    const fixCardOf = (id: string) => plainCard(page.fixes.find(({ title }) => title.startsWith(`${id} `)) as Card);
    expect(fixCardOf(fix.id)).toContain(`${article.id} “Second: "b"”`);
    expect(fixCardOf(strange.id)).not.toContain('Knowledge');
    const { report } = await verbs.getReport(ann, {});
    expect(report.fixes.find(({ id }) => id === strange.id)?.knowledge).toBeUndefined();
    expect(plainCard(digestCard({ ...report, fixes: report.fixes.filter(({ id }) => id === fix.id) }))).toContain(
      `Knowledge: ${article.id} “Second: "b"”`,
    );
    expect(await submit(reviewId, { title: 'x', body: 'y', fixId: strange.id })).toMatchObject({ kind: 'problems' });
    expect(await submit(reviewId, { title: ' ', body: '' })).toMatchObject({
      problems: [{ path: 'title' }, { path: 'body' }],
    });
  });

  test('another team sees nothing of it, and it goes with its customer', async () => {
    const { reviewId, callId } = await flagged(use(), { customer: { ref: 'article-customer' } });
    const { verbs } = use().app;
    const { article } = await verbs.writeArticle(ann, { reviewId, title: 'T', body: 'b' });
    const stranger = person('stan', 'reviewer', { agents: ['other*'] });
    await expect(verbs.getArticle(stranger, { articleId: article.id })).rejects.toMatchObject({ code: 'not_found' });
    await expect(verbs.writeArticle(stranger, { reviewId, title: 'T', body: 'b' })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect((await verbs.listArticles(stranger, {})).articles).toEqual([]);
    await verbs.forgetCustomer(root, { customer: 'article-customer' });
    expect(await use().deps.store.articles.ofCall(callId)).toBeUndefined();
  });
});
