import { readFileSync } from 'node:fs';
import type { Json } from './fake-slack/fake-state.ts';

export type Recorded = { body: string; contentType: string; headers: Record<string, string> };

/** A payload in the shape that Slack documents, with what only the moment knows put in its {{places}}, encoded as Slack sends its kind. */
export function readRecorded(name: string, places: Readonly<Record<string, string>>): Recorded {
  const text = readFileSync(new URL(`./recorded/${name}.json`, import.meta.url), 'utf8');
  const payload = JSON.parse(text.replace(/\{\{(\w+)\}\}/g, (_, place) => places[place] ?? place)) as Json;
  if (typeof payload['command'] === 'string') return form(payload as Record<string, string>);
  const { type } = payload as { type: string };
  if (type === 'event_callback' || type === 'url_verification')
    return { body: JSON.stringify(payload), contentType: 'application/json', headers: {} };
  return form({ payload: JSON.stringify(payload) });
}

function form(fields: Record<string, string>): Recorded {
  const body = new URLSearchParams(fields).toString();
  return { body, contentType: 'application/x-www-form-urlencoded', headers: {} };
}
