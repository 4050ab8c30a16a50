const EMAIL = /[\w.+-]+@[\w-]+(\.[\w-]+)+/;
const ORDER = /\bL\W?C\W{0,2}((?:\d[ -]?){4}\d)\b/i;
const BARE_ORDER = /(?<![\d+-])(?<!\d )\d{5}(?! ?\d)/;
const CARD = /(?<![+\d])(?:\d[ -]?){12,18}\d(?!\d)/g;
const PHONE = /\+?\(?\d[\d ()-]{5,17}\d/;
const NUMBER_WORDS: Readonly<Record<string, number>> = {
  a: 1,
  one: 1,
  two: 2,
  couple: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  eight: 8,
};
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** All finders take one turn's text and give the detail exactly as it was said, so that a pseudonym stays the same value everywhere. */
export function findEmail(text: string): string | undefined {
  return EMAIL.exec(text)?.[0];
}

/** "LC 4 8213", "lc-48213", "48213" give "LC-48213". */
export function findOrderId(text: string): string | undefined {
  const digits = (ORDER.exec(text)?.[1] ?? BARE_ORDER.exec(text)?.[0])?.replace(/\D/g, '');
  return digits === undefined ? undefined : `LC-${digits}`;
}

export function findPhone(text: string): string | undefined {
  return PHONE.exec(withoutOrder(text).replace(CARD, ' '))?.[0];
}

export function hasCardNumber(text: string): boolean {
  return text.search(CARD) >= 0;
}

/** Starts with a house number or a flat, ends with the sentence. */
export function findAddress(text: string): string | undefined {
  const found =
    /\b(?:flat \d+\w?,? )?\d+[a-z]? [a-z' ]{2,40}\b(?:street|st|road|rd|avenue|ave|lane|close|drive|way|court|gardens|terrace|row|hill|square)\b[^.!?;]*/i.exec(
      text,
    )?.[0];
  return found
    ?.replace(/,? ?(please|thanks|thank you|from now on)\W*$/i, '')
    .trim()
    .slice(0, 200);
}

/** 1 to 26; a month is four. */
export function findWeeks(text: string): number | undefined {
  const found = /\b(\d{1,2}|a|one|two|couple of|three|four|five|six|eight) (weeks?|months?)\b/i.exec(text);
  if (found?.[1] === undefined) return undefined;
  const word = found[1].toLowerCase().replace(' of', '');
  const count = NUMBER_WORDS[word] ?? Number(word);
  const weeks = found[2]?.toLowerCase().startsWith('month') ? count * 4 : count;
  return weeks >= 1 && weeks <= 26 ? weeks : undefined;
}

/** "today", "tomorrow" or a weekday, in lower case. */
export function findDay(text: string): string | undefined {
  return new RegExp(`\\b(today|tomorrow|this|${DAYS.join('|')})\\b`, 'i')
    .exec(text)?.[1]
    ?.toLowerCase()
    .replace(/^this$/, 'today');
}

/** A clock time as "15:00", else the vague words for one. */
export function findCallTime(text: string): { value: string; exact: boolean } | undefined {
  const rest = withoutOrder(text).replace(CARD, ' ').replace(PHONE, ' ');
  const clock = /\b(\d{1,2})(?:[:.](\d\d))? ?(am|pm|o'clock)|\b(\d{1,2}):(\d\d)\b|\bnoon\b/i.exec(rest);
  if (clock !== null) return { value: clockValue(clock), exact: true };
  const vague = /\b(morning|lunchtime|afternoon|evening|after work|later|any ?time|whenever|sometime|soon)\b/i.exec(
    rest,
  )?.[1];
  return vague === undefined ? undefined : { value: vague.toLowerCase(), exact: false };
}

function clockValue([whole, hour12, minute12, half, hour24, minute24]: RegExpExecArray): string {
  if (whole.toLowerCase() === 'noon') return '12:00';
  let hour = Number(hour12 ?? hour24);
  const isAfternoon = half?.toLowerCase() === 'pm' || (half?.toLowerCase() === "o'clock" && hour < 8);
  if (isAfternoon && hour < 12) hour += 12;
  if (half?.toLowerCase() === 'am' && hour === 12) hour = 0;
  return `${String(hour % 24).padStart(2, '0')}:${minute12 ?? minute24 ?? '00'}`;
}

function withoutOrder(text: string): string {
  return text.replace(ORDER, ' ');
}

/** The day as a date ("2026-09-02") by the clock the agent believes in; undefined where nothing was named. */
export function dateOf(day: string | undefined, now: Date): string {
  const date = new Date(now);
  const weekday = DAYS.indexOf(day ?? '');
  if (day === 'tomorrow') date.setUTCDate(date.getUTCDate() + 1);
  else if (weekday >= 0) date.setUTCDate(date.getUTCDate() + ((weekday - date.getUTCDay() + 7) % 7 || 7));
  return date.toISOString().slice(0, 10);
}
