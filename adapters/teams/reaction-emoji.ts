/** The reactions of the first generation, by Teams' own words. */
const NAMED: Readonly<Record<string, string>> = {
  like: '👍',
  heart: '❤',
  laugh: '😆',
  surprised: '😮',
  sad: '😢',
  angry: '😡',
};

/** "1f440_eyes" (code points joined by "-", then a name) or "like" as the emoji itself; undefined for what is no emoji (a company's own). */
export function reactionEmoji(type: string): string | undefined {
  const named = NAMED[type.toLowerCase()];
  if (named !== undefined) return named;
  if (/^\p{Extended_Pictographic}/u.test(type)) return type;
  const points = type.split('_')[0] ?? '';
  if (!/^[0-9a-f]{2,6}(-[0-9a-f]{2,6})*$/i.test(points)) return undefined;
  const codes = points.split('-').map((point) => Number.parseInt(point, 16));
  return codes.every((code) => code <= 0x10ffff) ? String.fromCodePoint(...codes) : undefined;
}
