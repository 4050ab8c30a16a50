import type { App } from './app.ts';
import type { Actor, Person, SurfaceName } from './domain/actor.ts';
import { AppError } from './errors.ts';
import type { ChartSpec, Charts, PictureSpec } from './ports/charts.ts';
import type { Destination } from './ports/deps.ts';

/** A phone shows a wide picture small: this one's letters stay as large as the message's, and its pixels are twice as many. */
const WIDTH = 400;

/**
 * The numbers of a picture that a card names ("report/2026-W47/flagged"), as far as the actor may see them; "posted/2026-W47/flagged" is
 * the same as it was posted. "@" and a time at the end make a name of its own for one that is drawn anew.
 */
export async function findChart({ verbs }: App, actor: Actor, name: string): Promise<PictureSpec | undefined> {
  const [, kind, week] = /^(report|posted)\/([^/]+)\/./.exec(name) ?? [];
  if (week === undefined) return undefined;
  try {
    const { report } = await verbs.getReport(actor, { week, as: kind === 'posted' ? 'posted' : 'today' });
    const stored = name.replace(/^posted/, 'report').replace(/@\d+$/, '');
    return report.charts.find((chart) => chart.name === stored)?.chart;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'invalid' || error.code === 'not_found')) return undefined;
    throw error;
  }
}

export type Pictures = {
  /**
   * PNG of a picture as this channel may see it. Without a channel only where every channel of the surface sees the same
   * agents: a rate over all calls must not tell one team of another's.
   */
  picture(name: string, channel?: string): Promise<Uint8Array | undefined>;
  /** Its numbers, for clients that draw by themselves; none of a picture that they cannot draw. */
  chart(name: string, channel?: string): Promise<ChartSpec | undefined>;
};

/** The pictures of a chat surface. */
export function createPictures(
  app: App,
  charts: Pick<Charts, 'png'>,
  surface: SurfaceName,
  destinations: readonly Destination[],
): Pictures {
  const mine = destinations.filter((destination) => destination.surface === surface);
  const spec = async (name: string, channel?: string) => {
    const agents = channel === undefined ? commonAgents(mine) : agentsOf(mine, channel);
    return agents === undefined ? undefined : findChart(app, onlooker(surface, agents), name);
  };
  return {
    async chart(name, channel) {
      const found = await spec(name, channel);
      return found && !('panels' in found) ? found : undefined;
    },
    async picture(name, channel) {
      const found = await spec(name, channel);
      return found && charts.png(found, 'light', WIDTH);
    },
  };
}

/** Somebody who sees what is routed there, and reads reports. */
function onlooker(surface: SurfaceName, agents: readonly string[]): Person {
  return { kind: 'person', id: `${surface}:picture`, name: 'Picture', roles: ['reviewer'], surface, agents };
}

function agentsOf(destinations: readonly Destination[], channel: string): string[] | undefined {
  const found = destinations.filter((destination) => destination.channel === channel);
  return found.length === 0 ? undefined : [...new Set(found.flatMap(({ agents }) => agents))];
}

function commonAgents(destinations: readonly Destination[]): string[] | undefined {
  const [first, ...others] = [...new Set(destinations.map(({ channel }) => channel))].map((channel) =>
    (agentsOf(destinations, channel) ?? []).sort(),
  );
  return others.every((agents) => agents.join('\n') === first?.join('\n')) ? first : undefined;
}
