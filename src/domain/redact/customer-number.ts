import { createHmac } from 'node:crypto';

/** A customer's number for people to tell apart: all but the last digits hidden, spacing kept ("+• (•••) •••-1234"). */
export function maskNumber(number: string): string {
  const digits = number.replace(/\D/g, '').length;
  const shown = digits >= 7 ? 4 : Math.min(2, Math.floor(digits / 2));
  let seen = 0;
  return number.replace(/[\p{L}\p{N}]/gu, (char) => (/\d/.test(char) && ++seen > digits - shown ? char : '•'));
}

/**
 * HMAC-SHA-256 (hex) of a number, equal for its spellings ("+1 (212) …", "001212…", "sip:+1212…@host"); undefined for
 * one that names nobody, such as "anonymous", so that withheld numbers do not become one customer.
 */
export function hashNumber(secret: string, number: string): string | undefined {
  const digits = (number.split('@')[0] ?? '').replace(/\D/g, '').replace(/^0+/, '');
  if (digits.length < 5) return undefined;
  return createHmac('sha256', secret).update(digits).digest('hex');
}
