import { z } from 'zod';

/** So much that no honest figure is above, and little enough that sums of many squares stay numbers. */
const MOST = 1e12;

/** Money, tokens, milliseconds or points that somebody tells. */
export const AmountSchema = z.number().min(-MOST).max(MOST);
