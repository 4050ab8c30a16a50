import type { Context, Hono } from 'hono';
import type { Person } from '#src/domain/actor.ts';
import { AppError, httpStatus } from '#src/errors.ts';
import { channelsOf } from './channel-messages.ts';
import type { Html, Scene } from './html.ts';
import { type Frame, type Page, renderBarePage, renderPage } from './layout.ts';
import { errorPage, signInPage } from './pages/message-page.ts';
import { sceneOf } from './scene-of.ts';
import type { WebEnv } from './web-env.ts';
import type { WebOptions } from './web-options.ts';

export type Visit = { c: Context<WebEnv>; person: Person; scene: Scene; options: WebOptions };
type Draw = (visit: Visit) => Promise<Page>;

/** A page for signed-in people; what they may not see or what is not there is a page too, which says so. */
export function addPage(hono: Hono<WebEnv>, options: WebOptions, path: string, draw: Draw): void {
  hono.get(path, async (c) => {
    const { actor, csrf } = c.var;
    if (actor === undefined) return show(c, signInPage(), 'Sign in', 401);
    const scene = sceneOf(options);
    const frame = await frameFor(actor, csrf ?? '', options);
    try {
      return c.html(await plainPage(await draw({ c, person: actor, scene, options }), frame), 200, HEADERS);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const page: Page = { title: 'Not shown', at: '', via: 'search', main: errorPage(error) };
      return c.html(await plainPage(page, frame), httpStatus(error), HEADERS);
    }
  });
}

/** Marks that turn the direction of writing: in somebody's name they would have the words beside it read backwards. */
const TURNING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

async function plainPage(page: Page, frame: Frame): Promise<string> {
  return String(await renderPage(page, frame)).replace(TURNING, '');
}

const HEADERS = { 'cache-control': 'no-store' };

function show(c: Context<WebEnv>, main: Html, title: string, status: 401): Response | Promise<Response> {
  return c.html(renderBarePage(title, main), status, HEADERS);
}

async function frameFor(person: Person, csrf: string, { store, channels }: WebOptions): Promise<Frame> {
  const counts = await store.reviews.counts(person.agents);
  return {
    person,
    csrf,
    channels: channelsOf(person, channels),
    waiting: counts.find(({ state }) => state === 'open')?.n ?? 0,
  };
}
