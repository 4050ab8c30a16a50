import { z } from 'zod';

export const ToolResultJson = z.union([
  z.object({ found: z.literal(true), result: z.unknown(), isError: z.boolean() }),
  z.object({ found: z.literal(false) }),
]);
