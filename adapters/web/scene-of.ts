import type { Scene } from './html.ts';
import type { WebOptions } from './web-options.ts';

/** What is drawn now. */
export function sceneOf({ runtime, baseUrl, policy }: Pick<WebOptions, 'runtime' | 'baseUrl' | 'policy'>): Scene {
  return { now: runtime.now(), baseUrl, timeZone: policy.timeZone, reactions: policy.reactions };
}
