import { createHash } from 'node:crypto';

/** The id of a failure mode by its title: "Cancelled – without consent!" is "cancelled-without-consent". */
export function failureModeId(title: string): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  return words.length >= 2 ? words : `mode-${createHash('sha256').update(title).digest('hex').slice(0, 8)}`;
}
