const ENTITIES: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
};

/** What somebody wrote to us: without the mention, tags and entities that Teams puts into it. */
export function commandText(text: string): string {
  return text
    .replace(/<at\b[^>]{0,200}>[^<]{0,200}<\/at>/gi, ' ')
    .replace(/<a\b[^>]{0,2000}?href="([^"]{0,2000})"[^>]{0,200}>[^<]{0,2000}<\/a>/gi, ' $1 ')
    .replace(/<\/?[a-z][^>]{0,200}>/gi, ' ')
    .replace(/&(nbsp|lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/[\s\u00a0\u200b]+/g, ' ')
    .trim();
}

/** The message that a Teams link points at ("Copy link" of a message). */
export function linkedMessage(text: string): { conversation: string; messageId: string } | undefined {
  const found = /https:\/\/teams\.(?:microsoft|live|cloud\.microsoft)[a-z.]*\/l\/message\/([^/\s?]+)\/(\d+)/i.exec(
    text,
  );
  if (!found?.[1] || !found[2]) return undefined;
  try {
    return { conversation: decodeURIComponent(found[1]), messageId: found[2] };
  } catch {
    return undefined;
  }
}
