import type { Finding } from './finding.ts';

const LOCAL = /[\p{L}\p{N}._%+'-]/u;
const DOMAIN = /[\p{L}\p{N}.-]/u;
const MAX_LOCAL = 64;
const MAX_DOMAIN = 255;

/** E-mail addresses; looks outwards from each @ and never farther than an address may reach, so it is linear in the text. */
export function findEmails(text: string): Finding[] {
  const found: Finding[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    let start = at;
    while (start > from && at - start < MAX_LOCAL && LOCAL.test(text.charAt(start - 1))) start--;
    while (start < at && /['.-]/.test(text.charAt(start))) start++;
    let end = at + 1;
    while (end < text.length && end - at <= MAX_DOMAIN && DOMAIN.test(text.charAt(end))) end++;
    while (end > at + 1 && /[.-]/.test(text.charAt(end - 1))) end--;
    const domain = text.slice(at + 1, end);
    const top = domain.slice(domain.lastIndexOf('.') + 1);
    if (start === at || !/^[^.-][^.]*(\.[^.]+)+$/.test(domain) || !/^\p{L}{2,}$|^xn--/u.test(top)) continue;
    found.push({ kind: 'email', start, end, key: text.slice(start, end).toLowerCase() });
    from = end;
  }
  return found;
}
