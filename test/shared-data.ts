import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(new URL('../../shared/data', import.meta.url));

/** The folder of recorded calls, which is not part of the repository; undefined where it is absent. */
export const sharedData: string | undefined = existsSync(path) ? path : undefined;

/** Why a suite that needs it is skipped; undefined where it is there. */
export const missingSharedData: string | undefined =
  sharedData === undefined ? `${path} is not on this machine` : undefined;
