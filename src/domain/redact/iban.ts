import type { Finding } from './finding.ts';

/** Length by country, from the SWIFT IBAN registry. */
const LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 ' +
    'FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 ' +
    'LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 ' +
    'SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);
const HEAD = /(?<![\p{L}\p{N}_])[A-Za-z]{2}[ -]?\d[ -]?\d/gu;
/** A bank code of nothing but zeros (or TEST, where letters stand) belongs to no bank. */
const LETTERS = 'TEST';

/** IBANs in any grouping: the country's length and a right checksum (mod 97). */
export function findIbans(text: string): Finding[] {
  const found: Finding[] = [];
  HEAD.lastIndex = 0;
  for (let match = HEAD.exec(text); match !== null; match = HEAD.exec(text)) {
    const start = match.index;
    const length = LENGTHS[match[0].slice(0, 2).toUpperCase()];
    if (length === undefined) continue;
    let key = '';
    let end = start;
    while (key.length < length && end < text.length) {
      const char = text.charAt(end);
      if (/[A-Za-z0-9]/.test(char)) key += char.toUpperCase();
      else if (!/[ \-\u00a0]/.test(char)) break;
      end++;
    }
    if (key.length !== length || /[\p{L}\p{N}_]/u.test(text.charAt(end)) || mod97(key) !== 1) continue;
    found.push({ kind: 'iban', start, end, key });
    HEAD.lastIndex = end;
  }
  return found;
}

/** The nth test IBAN shaped as this one (country, length, where letters stand); passes mod 97. */
export function ibanPseudonym(n: number, key: string): string {
  const account = key.slice(4);
  const places = account.replace(/[A-Z]/g, '').length;
  const digits = String(n).padStart(places, '0').slice(-places);
  let digit = 0;
  let letter = 0;
  const body = account.replace(/./g, (char) =>
    /\d/.test(char) ? digits.charAt(digit++) : LETTERS.charAt(letter++ % 4),
  );
  const check = 98 - mod97(`${key.slice(0, 2)}00${body}`);
  return key.slice(0, 2) + String(check).padStart(2, '0') + body;
}

export function isIbanPseudonym(key: string): boolean {
  const account = key.slice(4);
  return (
    /^0+[1-9]\d{0,3}$/.test(account.replace(/[A-Z]/g, '')) && 'TEST'.repeat(8).startsWith(account.replace(/\d/g, ''))
  );
}

function mod97(iban: string): number {
  let rest = 0;
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
