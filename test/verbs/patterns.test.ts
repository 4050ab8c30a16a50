import { expect, test } from 'vitest';
import type { FailurePattern } from '#src/domain/patterns/failure-pattern.ts';
import { digestCard } from '#src/views/digest-card.ts';
import { ann, describeApp, stranger, system, TEST_START } from '#test/app.ts';
import { cardText } from '#test/recorded-surface.ts';
import { failedCall, goodCall, newAgent, sendIn, tool } from './failed-call.ts';

const MODE = 'cancel-without-consent';
const HOUR = 3_600_000;
const daysAgo = (days: number) => new Date(TEST_START.getTime() - days * 24 * HOUR - HOUR).toISOString();

const NEWSPAPER = [
  'I pay too much for my newspaper.',
  'The newspaper costs too much for me.',
  'Too much for one newspaper, I pay too much!',
];
const ADDRESS = [
  'Please change my delivery address today.',
  'My delivery address must change today.',
  'Can you change the delivery address for me?',
];

const saying = (agent: string, text: string, days = 1) =>
  failedCall(agent, {
    startedAt: daysAgo(days),
    turns: [
      { role: 'customer', text },
      tool('cancel_subscription', { id: 'S-7' }, { ok: true }),
      { role: 'agent', text: 'I have cancelled it.' },
    ],
  });

describeApp('patterns', (use) => {
  const verbs = () => use().app.verbs;
  const find = async (agent: string): Promise<FailurePattern[]> => {
    await verbs().findPatterns(system, {});
    return (await verbs().listPatterns(ann, { stored: true })).patterns.filter((one) => one.agent === agent);
  };
  const confirm = async (callId: string) => {
    const review = await use().deps.store.reviews.ofCall(callId);
    await verbs().confirmReview(ann, { reviewId: review?.id ?? '', failureModes: [MODE] });
  };

  test('failing calls about the same are one pattern, with a sentence, sizes, and the calls', async () => {
    const agent = newAgent();
    const fine = goodCall(agent, { startedAt: daysAgo(2) });
    const newspaper = NEWSPAPER.map((text, i) => saying(agent, text, [1, 3, 9][i]));
    const ids = await sendIn(use(), ...newspaper, ...ADDRESS.map((text) => saying(agent, text)), fine);
    const found = await find(agent);
    expect(found).toMatchObject([
      { kind: 'signal', under: 'compliance:consent', recent: 3, before: 0, growth: 'new' },
      { kind: 'signal', under: 'compliance:consent', recent: 2, before: 1, growth: 'steady' },
    ]);
    expect([...(found[1]?.callIds ?? [])].sort()).toEqual(ids.slice(0, 3).sort());
    expect(found[1]?.quote).toMatch(/newspaper/i);
    expect(found[1]?.terms.join(' ')).toContain('newspaper');
  });

  test('a pattern keeps its id when calls come in and when people confirm them', async () => {
    const agent = newAgent();
    const ids = await sendIn(use(), ...NEWSPAPER.map((text) => saying(agent, text)));
    const [first] = await find(agent);
    await sendIn(use(), saying(agent, 'My newspaper is too much, I pay too much.'));
    const [second] = await find(agent);
    expect(second).toMatchObject({ id: first?.id, firstWeek: '2026-W47', growth: 'new' });
    expect(second?.callIds).toHaveLength(4);
    for (const callId of ids.slice(0, 3)) await confirm(callId);
    const [third] = await find(agent);
    expect(third).toMatchObject({ id: first?.id, kind: 'mode', under: MODE });
  });

  test('what was dismissed is no failure', async () => {
    const agent = newAgent();
    const ids = await sendIn(use(), ...NEWSPAPER.map((text) => saying(agent, text)));
    const review = await use().deps.store.reviews.ofCall(ids[0] ?? '');
    await verbs().dismissReview(ann, { reviewId: review?.id ?? '', reason: 'bad_signal' });
    expect(await find(agent)).toEqual([]);
  });

  test('nobody sees another team’s patterns, and quotes are redacted', async () => {
    const agent = newAgent();
    const mail = 'maria.keller@posteo.de';
    await sendIn(use(), ...[1, 2, 3].map(() => saying(agent, `Write the newspaper price to ${mail} today.`)));
    const [pattern] = await find(agent);
    expect(pattern?.quote).toContain('newspaper price');
    expect(pattern?.quote).not.toContain(mail);
    expect((await verbs().listPatterns(stranger, {})).patterns.map((one) => one.agent)).not.toContain(agent);
  });

  test('a forgotten customer’s words leave the pattern', async () => {
    const agent = newAgent();
    const ref = `C-${agent}`;
    const [callId = ''] = await sendIn(
      use(),
      ...[1, 2, 3, 4].map((n) => ({
        ...saying(agent, 'The newspaper costs too much for me.'),
        ...(n === 1 ? { customer: { ref } } : {}),
      })),
    );
    const [before] = await find(agent);
    await verbs().forgetCustomer(system, { customer: ref });
    const after = (await verbs().listPatterns(ann, { stored: true })).patterns.find(({ id }) => id === before?.id);
    expect(after?.callIds).toHaveLength(3);
    expect(JSON.stringify(after)).not.toContain(callId);
    if (before?.quoteCallId === callId) expect(after?.quote).toBe('');
  });

  test('the card offers to promote the clearest call and to register a fix, filled in', async () => {
    const agent = newAgent();
    await sendIn(use(), ...NEWSPAPER.map((text) => saying(agent, text)));
    const [pattern] = await find(agent);
    const { interactions } = use().app;
    const answer = await interactions.command({
      actor: { ...ann, agents: [agent] },
      text: '/ratchet patterns',
      channel: 'reviews',
    });
    if (answer.kind !== 'private') throw new Error(JSON.stringify(answer));
    expect(cardText(answer.card)).toContain('1 pattern');
    expect(answer.card.blocks).toContainEqual(expect.objectContaining({ type: 'rows' }));
    const subject = `pattern:${pattern?.id}`;
    const fix = await interactions.press({ actor: ann, control: 'register_fix', subject, via: 'channel' });
    const form = fix.kind === 'form' ? fix.form : undefined;
    expect(form?.fields.find(({ id }) => id === 'failureModes')).toMatchObject({ values: [MODE] });
    expect(form?.fields.find(({ id }) => id === 'agent')).toMatchObject({ value: agent });
    const clearest = { control: 'promote', subject: `call:${pattern?.clearestCallId}` } as const;
    expect(await interactions.press({ actor: ann, ...clearest, via: 'channel' })).toMatchObject({
      kind: 'form',
      form: { id: 'promote' },
    });
  });

  test('the week’s report tells of new patterns and of what to fix next, and of no other team’s', async () => {
    const agent = newAgent();
    const ids = await sendIn(use(), ...NEWSPAPER.map((text) => saying(agent, text)));
    for (const callId of ids) await confirm(callId);
    const [pattern] = await find(agent);
    const { report } = await verbs().getReport({ ...ann, agents: [agent] }, {});
    expect(report.next?.patterns.map(({ id }) => id)).toEqual([pattern?.id]);
    expect(report.next?.impact.modes).toMatchObject([{ failureMode: MODE, isPinned: true }]);
    const card = digestCard(report);
    expect(cardText(card)).toContain('What to fix next');
    expect(JSON.stringify(report)).not.toContain(pattern?.quote);
    expect(JSON.stringify(card)).toContain(`pattern:${pattern?.id}`);
    expect(JSON.stringify(await verbs().getReport(stranger, {}))).not.toContain(agent);
    const old = await verbs().getReport({ ...ann, agents: [agent] }, { week: '2026-W40' });
    expect(old.report.next?.patterns).toEqual([]);
  });
});
