import { performance } from 'node:perf_hooks';
import type { AnswerJson } from '#adapters/web/answer-json.ts';
import type { Person } from '#src/domain/actor.ts';
import { ann } from '#test/app.ts';
import type { Seen, SeenForm, SurfaceDriver } from '#test/contract/surface-driver.ts';
import { formIn, messagesIn, subjectIn, textOf } from './read-html.ts';
import { type WebWorld, webWorld } from './web-world.ts';

const CHANNEL = 'reviews';

/** The browser as people use it, without a browser: the pages' own addresses, and what they answer. */
export async function openWebDriver(): Promise<SurfaceDriver> {
  return webDriverOf(await webWorld());
}

export function webDriverOf(world: WebWorld): SurfaceDriver {
  const privates = new Map<string, string[]>();
  const keep = (who: Person, html: string) => privates.set(who.id, [...(privates.get(who.id) ?? []), html]);
  const act = async (path: string, body: Record<string, unknown>, who: Person, form?: SeenForm): Promise<Seen> => {
    const began = performance.now();
    const response = await world.post(path, body, who);
    const tookMs = performance.now() - began;
    const answer = (await response.json()) as AnswerJson;
    if (answer.kind === 'private') keep(who, answer.html);
    if (answer.kind === 'form') return { form: formIn(answer.html), tookMs };
    if (answer.kind === 'problems' && form)
      return {
        form: { ...form, problems: Object.fromEntries(answer.problems.map((p) => [p.path, p.message])) },
        tookMs,
      };
    return { tookMs };
  };
  const press = async (html: string, control: string, who: Person) => {
    const subject = subjectIn(html, control as never);
    if (subject === undefined) throw new Error(`There is no control "${control}" in: ${textOf(html)}`);
    return act('/web/press', { control, subject, via: 'channel' }, who);
  };
  const react = async (ref: string, emoji: string, who: Person, added: boolean) =>
    act(
      '/web/react',
      { subject: /data-subject="(review:[^"]*)"/.exec(await htmlOf(world, ref))?.[1], emoji, added },
      who,
    );
  return {
    name: 'web',
    app: world.app,
    channel: CHANNEL,
    settle: () => world.settle(),
    messages: async (channel) => messagesIn(await page(world, `/channels/${channel}`)),
    thread: async (ref) => messagesIn(await page(world, `/web/thread?channel=${CHANNEL}&thread=${ref}`)).slice(1),
    click: async (ref, control, who) => press(await htmlOf(world, ref), control, who),
    clickPrivate: (control, who) => press(privates.get(who.id)?.at(-1) ?? '', control, who),
    choosePrivate: async (value, who) => {
      const html = privates.get(who.id)?.at(-1) ?? '';
      const chosen = new RegExp(`data-control="([a-z_]+)" data-subject="([^"]+)" data-value="${value}"`).exec(html);
      if (!chosen) throw new Error(`There is no choice "${value}" in: ${textOf(html)}`);
      return act('/web/press', { control: chosen[1], subject: chosen[2], value, via: 'channel' }, who);
    },
    home: async (who) => textOf(await (await world.get('/home', who)).text()),
    react: (ref, emoji, who) => react(ref, emoji, who, true),
    unreact: (ref, emoji, who) => react(ref, emoji, who, false),
    command: (text, who) => act('/web/command', { text, channel: CHANNEL }, who),
    submit: (form, values, who) =>
      act('/web/submit', { form: form.id, subject: form.subject, values, via: 'channel' }, who, form),
    privateFor: (who) => (privates.get(who.id) ?? []).map(textOf),
    close: () => world.close(),
  };
}

async function page(world: WebWorld, path: string): Promise<string> {
  return (await world.get(path, ann)).text();
}

/** One message's HTML in the channel. */
async function htmlOf(world: WebWorld, ref: string): Promise<string> {
  const parts = (await page(world, `/channels/${CHANNEL}`)).split(/(?=<li class="message)/);
  return parts.find((part) => part.includes(`data-message="${ref}"`)) ?? '';
}
