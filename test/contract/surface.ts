import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallInput } from '#src/domain/call.ts';
import { ann, bob, guest, system } from '#test/app.ts';
import { describeWith } from '#test/needs.ts';
import { failedCall, newAgent } from '#test/verbs/failed-call.ts';
import { alarmsWork } from './surface-alarms.ts';
import { choicesWork, reviewOf } from './surface-choices.ts';
import type { SeenMessage, SurfaceDriver } from './surface-driver.ts';
import { gatesWork } from './surface-gates.ts';
import { looksWork } from './surface-looks.ts';
import { replaysWork } from './surface-replays.ts';
import { versionsWork } from './surface-versions.ts';

/** Slack takes about 13,000 characters and Teams 100 KB a message; both are kept by staying under this. */
const CARD_MAX = 8_000;
/** Slack's and Teams' limit for an answer. */
const ANSWER_MS = 3_000;

export type Use = {
  driver: () => SurfaceDriver;
  card: (more?: Partial<CallInput>) => Promise<SeenMessage>;
  again: (ref: string) => Promise<SeenMessage>;
};

/** What every surface must do, whatever its platform: run by each of them with a driver of its own. */
export function surfaceContract(name: string, missing: string | undefined, open: () => Promise<SurfaceDriver>): void {
  describeWith(missing, `the ${name} surface`, () => {
    let driver: SurfaceDriver;
    beforeAll(async () => {
      driver = await open();
    });
    afterAll(() => driver.close());
    const use: Use = {
      driver: () => driver,
      card: async (more) => {
        const before = await driver.messages(driver.channel);
        await driver.app.app.verbs.captureCalls(system, { calls: [failedCall(newAgent(), more)] });
        await driver.settle();
        const added = (await driver.messages(driver.channel)).filter((message) =>
          before.every((old) => old.ref !== message.ref),
        );
        expect(added, 'a failed call makes one message').toHaveLength(1);
        return added[0] as SeenMessage;
      },
      again: async (ref) => {
        await driver.settle();
        const found = (await driver.messages(driver.channel)).filter((message) => message.ref === ref);
        expect(found, 'a message is edited in place').toHaveLength(1);
        return found[0] as SeenMessage;
      },
    };
    cardsAreMessages(use);
    clicksWork(use);
    reactionsWork(use);
    formsWork(use);
    privacyIsKept(use);
    choicesWork(use);
    gatesWork(use);
    replaysWork(use);
    looksWork(use);
    versionsWork(use);
    alarmsWork(use);
  });
}

function cardsAreMessages({ card }: Use): void {
  test('a card says what went wrong in words, shows the evidence and at most three controls', async () => {
    const message = await card();
    expect(message.title).toBe('Critical: Cancelled without confirming');
    expect(message.text).toContain('cancel_subscription');
    expect(message.controls).toEqual(['claim', 'tag', 'promote']);
    expect(message.overflow).toEqual(['dismiss', 'duplicate', 'snooze', 'replay', 'full_call']);
  });

  test('what a stranger said is shown as text: it pings nobody and draws nothing', async () => {
    const hostile =
      '<!channel> <at>all</at> @everyone *bold* [link](javascript:alert(1)) <script>alert(1)</script> &amp; \u202Egnp.exe';
    const turns = failedCall('x').turns ?? [];
    const { text, notifies } = await card({
      intent: '<b>"&',
      turns: [...turns.slice(0, 2), { role: 'customer', text: hostile }, ...turns.slice(2)],
    });
    expect(text).toContain(
      '<!channel> <at>all</at> @everyone *bold* [link](javascript:alert(1)) <script>alert(1)</script> &amp; gnp.exe',
    );
    expect(text).toContain('<b>"&');
    expect(notifies).toEqual([]);
  });

  test('a call of any length keeps its card below what platforms take', async () => {
    const turns = failedCall('x').turns ?? [];
    const talk = Array.from({ length: 120 }, () => ({ role: 'customer' as const, text: 'word '.repeat(400) }));
    const { text, controls } = await card({ intent: 'i'.repeat(200), turns: [...talk, ...turns] });
    expect(text.length).toBeLessThan(CARD_MAX);
    expect(controls).toContain('claim');
  });
}

function clicksWork({ driver, card, again }: Use): void {
  test('a click is answered in time and edits the one message', async () => {
    const { ref } = await card();
    const { tookMs } = await driver().click(ref, 'claim', ann);
    expect(tookMs).toBeLessThan(ANSWER_MS);
    const after = await again(ref);
    expect(after.text).toContain('claimed');
    expect(after.text).toContain('@ann');
    expect(after.notifies, 'the one who acted is not pinged').toEqual([]);
    // A platform whose menu is full shows one more as a button.
    expect(after.controls.slice(0, 2)).toEqual(['tag', 'promote']);
    expect(after.controls.length).toBeLessThanOrEqual(3);
  });

  test('a double click has one effect', async () => {
    const { ref } = await card();
    await Promise.all([driver().click(ref, 'claim', ann), driver().click(ref, 'claim', ann)]);
    const reviewId = await reviewOf(driver(), ref);
    const claims = (await driver().app.deps.store.audit(`review:${reviewId}`, 50)).filter(
      ({ event }) => event === 'review.claimed',
    );
    expect(claims).toHaveLength(1);
  });

  test('of two who claim at once one has it, and the other is told', async () => {
    const { ref } = await card();
    const told = driver().privateFor(ann).length + driver().privateFor(bob).length;
    await Promise.all([driver().click(ref, 'claim', ann), driver().click(ref, 'claim', bob)]);
    const after = await again(ref);
    expect(Number(after.text.includes('@ann')) + Number(after.text.includes('@bob'))).toBe(1);
    expect(driver().privateFor(ann).length + driver().privateFor(bob).length).toBe(told + 1);
  });
}

function reactionsWork({ driver, card, again }: Use): void {
  test('👀 claims, and taking it back undoes only that', async () => {
    const { ref } = await card();
    expect((await driver().react(ref, '👀', bob)).tookMs).toBeLessThan(ANSWER_MS);
    expect((await again(ref)).text).toContain('@bob');
    await driver().unreact(ref, '👀', ann);
    expect((await again(ref)).text, "another's reaction taken back changes nothing").toContain('@bob');
    await driver().unreact(ref, '👀', bob);
    expect((await again(ref)).text).toContain('nobody yet');
  });

  test.each([
    ['❌', 'tag'],
    ['📌', 'promote'],
  ] as const)('%s opens no form: a private answer holds the control that does', async (emoji, control) => {
    const { ref } = await card();
    const before = driver().privateFor(bob).length;
    const seen = await driver().react(ref, emoji, bob);
    expect(seen.form).toBeUndefined();
    expect(driver().privateFor(bob)).toHaveLength(before + 1);
    const opened = await driver().clickPrivate(control, bob);
    expect(opened.form?.id).toBe(control);
  });

  test('opposite reactions of two people stand as a disagreement on the card', async () => {
    const { ref } = await card();
    await driver().react(ref, '✅', ann);
    await driver().settle();
    await driver().react(ref, '❌', bob);
    expect((await again(ref)).text).toMatch(/Disagreement.*@bob.*@ann/s);
  });
}

function formsWork({ driver, card, again }: Use): void {
  test('a problem stands beside its field and saves nothing; put right, the card shrinks to one line', async () => {
    const { ref } = await card();
    const { form } = await driver().click(ref, 'tag', ann);
    expect(form?.fields).toContain('failureModes');
    if (form === undefined) return;
    const { form: refused } = await driver().submit(form, { failureModes: [], note: '' }, ann);
    expect(Object.keys(refused?.problems ?? {})).toEqual(['failureModes']);
    expect((await again(ref)).text).toContain('not tagged yet');
    const { form: closed } = await driver().submit(form, { failureModes: ['cancel-without-consent'], note: '' }, ann);
    expect(closed).toBeUndefined();
    const after = await again(ref);
    expect(after.title).toBe('Confirmed · Cancelled without consent · @ann');
    expect(after.text).not.toContain('cancel_subscription');
  });

  test('a promoted call says in its thread, not in the channel, how the proof went', async () => {
    const { ref } = await card();
    const { form } = await driver().command(`/promote ${await reviewOf(driver(), ref)}`, ann);
    expect(form?.id).toBe('promote');
    if (form === undefined) return;
    const values = {
      title: 'Asks before it cancels',
      failureModes: ['cancel-without-consent'],
      script: 'Cancel my coffee, please.',
      checks: ['0'],
      moreChecks: '',
      tier: 'fast',
      near: 'separate',
    };
    const { form: left } = await driver().submit(form, values, ann);
    expect(left?.problems).toBeUndefined();
    const before = (await driver().messages(driver().channel)).length;
    const after = await again(ref);
    expect(after.title).toContain('promoted to SC-');
    expect(await driver().messages(driver().channel)).toHaveLength(before);
    const [answer, ...more] = await driver().thread(ref);
    expect(answer?.text).toContain('Asks before it cancels');
    expect(more).toEqual([]);
    expect(answer?.notifies).toEqual([]);
  });
}

function privacyIsKept({ driver, card, again }: Use): void {
  test('somebody without the role gets a private hint, and nothing changes', async () => {
    const { ref, text } = await card();
    await driver().click(ref, 'claim', guest);
    await driver().react(ref, '👀', guest);
    const hints = driver().privateFor(guest).slice(-2);
    for (const hint of hints) expect(hint).toMatch(/for reviewers.*admin/is);
    expect(hints).toHaveLength(2);
    expect((await again(ref)).text).toBe(text);
  });

  test('the answer to a command is for the one who typed it', async () => {
    const before = {
      ann: driver().privateFor(ann).length,
      bob: driver().privateFor(bob).length,
      all: (await driver().messages(driver().channel)).length,
    };
    expect((await driver().command('/ratchet queue', bob)).tookMs).toBeLessThan(ANSWER_MS);
    await driver().settle();
    expect(driver().privateFor(bob)).toHaveLength(before.bob + 1);
    expect(driver().privateFor(bob).at(-1)).toMatch(/waiting/i);
    expect(driver().privateFor(ann)).toHaveLength(before.ann);
    expect(await driver().messages(driver().channel)).toHaveLength(before.all);
  });

  test('a command that nobody knows is answered with those there are', async () => {
    await driver().command('/ratchet dance', bob);
    expect(driver().privateFor(bob).at(-1)).toMatch(/ratchet queue/i);
  });
}
