import { html } from 'hono/html';
import { localDay } from '#src/domain/week.ts';
import type { Html, Scene } from './html.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** A time as people read it in the team's zone: "19:30" today, "20 Nov, 19:30" this year; the exact one stands in the element. */
export function showTime(at: Date, scene: Pick<Scene, 'now' | 'timeZone'>): Html {
  return html`<time datetime="${at.toISOString()}" title="${at.toISOString()}">${timeWords(at, scene)}</time>`;
}

function timeWords(at: Date, { now, timeZone }: Pick<Scene, 'now' | 'timeZone'>): string {
  const day = localDay(at, timeZone);
  const today = localDay(now, timeZone);
  const time = format(timeZone, { hour: '2-digit', minute: '2-digit', hour12: false }).format(at);
  if (day === today) return time;
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  return `${format(timeZone, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(at)}, ${time}`;
}

/** "Friday, 20 November", for the line between two days. */
export function dayWords(at: Date, { now, timeZone }: Pick<Scene, 'now' | 'timeZone'>): string {
  if (localDay(at, timeZone) === localDay(now, timeZone)) return 'Today';
  return format(timeZone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

function format(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
  formats.set(key, made);
  return made;
}
