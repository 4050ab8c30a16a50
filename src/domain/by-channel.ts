import type { SurfaceName } from './actor.ts';

/** Platforms that count calls by channel: what is due there is sent by one job a channel rather than by one a message. */
export const BY_CHANNEL: ReadonlySet<SurfaceName> = new Set(['slack', 'teams']);
