import type { Hono } from 'hono';
import type { Surface } from '#src/ports/surface.ts';
import { addAssetRoutes } from './asset-routes.ts';
import { addChannelRoutes } from './channel-routes.ts';
import { addEventRoutes } from './event-routes.ts';
import { addInteractionRoutes } from './interaction-routes.ts';
import { createMessageFeed } from './message-feed.ts';
import { addReadingRoutes } from './reading-routes.ts';
import type { WebEnv } from './web-env.ts';
import type { WebOptions } from './web-options.ts';
import { createWebPosting } from './web-posting.ts';

export type WebSurface = {
  surface: Surface;
  /** Adds the pages; what stands before must set `actor` and `csrf`. */
  routes(hono: Hono<WebEnv>): void;
  /** Ends every live stream. */
  close(): void;
};

/** The review channel and the pages of the browser. */
export function createWebSurface(options: WebOptions): WebSurface {
  const feed = createMessageFeed(options);
  return {
    surface: createWebPosting(options, () => feed.wake()),
    routes(hono) {
      addAssetRoutes(hono);
      addChannelRoutes(hono, options);
      addReadingRoutes(hono, options);
      addInteractionRoutes(hono, options);
      addEventRoutes(hono, options, feed);
    },
    close: () => feed.stop(),
  };
}
