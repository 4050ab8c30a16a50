import { z } from 'zod';

/** Whether anything of a name is left to see. */
export function isShown(name: string | undefined): name is string {
  return name !== undefined && /[^\s\0]/.test(name);
}

/** What somebody calls an agent or a version. */
export const NameSchema = z.string().min(1).max(200).refine(isShown, 'a name, not only blanks');
