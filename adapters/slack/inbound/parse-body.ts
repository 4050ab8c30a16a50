import { isUtf8 } from 'node:buffer';

/** What Slack sent, as a record of whatever fields; each listener checks those that it reads. */
export type Body = Readonly<Record<string, unknown>>;

/** Deeper than any payload of Slack, shallow enough for everything that walks it. */
const MAX_DEPTH = 60;

/** JSON (events), a form with JSON in `payload` (interactions), or a plain form (commands); undefined for anything else. */
export function parseBody(raw: Buffer, contentType: string | undefined): Body | undefined {
  if (!isUtf8(raw)) return undefined;
  const text = raw.toString('utf8');
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType ?? '')) return parseRecord(text);
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : parseRecord(payload);
}

function parseRecord(json: string): Body | undefined {
  if (isDeeperThan(json, MAX_DEPTH)) return undefined;
  try {
    const parsed: unknown = JSON.parse(json);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Counts brackets outside strings, so that a bomb is never built. */
function isDeeperThan(json: string, max: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; i += 1) {
    const unit = json.charCodeAt(i);
    if (inString) {
      if (unit === 0x5c) i += 1;
      else if (unit === 0x22) inString = false;
    } else if (unit === 0x22) inString = true;
    else if (unit === 0x7b || unit === 0x5b) {
      depth += 1;
      if (depth > max) return true;
    } else if (unit === 0x7d || unit === 0x5d) depth -= 1;
  }
  return false;
}

export function isRecord(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
