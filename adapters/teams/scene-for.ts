import type { Card } from '#src/views/card.ts';
import { pictureUrl } from './pictures.ts';
import type { Picture, Scene } from './scene.ts';
import type { TeamsWorld } from './teams-options.ts';

/** The scene of a card: everything about its place, and its charts fetched as its channel may see them. */
export async function sceneFor(
  world: TeamsWorld,
  card: Card,
  more: Partial<Scene> = {},
  channel?: string,
): Promise<Scene> {
  const names = card.blocks.flatMap((block) => (block.type === 'chart' ? [block.chart] : []));
  const pictures: Record<string, Picture> = {};
  for (const name of names) {
    const url = pictureUrl(world, name, channel);
    // A chart that cannot be had costs its card nothing: its words stand there.
    const spec = await world.chart?.(name, channel).catch(() => undefined);
    pictures[name] = { ...(spec === undefined ? {} : { spec }), ...(url === undefined ? {} : { url }) };
  }
  return { place: 'message', via: 'channel', zone: world.policy.timeZone, pictures, ...more };
}
