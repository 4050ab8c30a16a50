import type { Deployment, Fix } from './fix.ts';
import { isoWeek } from './week.ts';

/** What else went live on a fix's agents, oldest first, as a chart notes it: "v16", or "v16 (10 %)" on a share of the traffic. */
export function deploymentNotes(
  fix: Pick<Fix, 'agents' | 'version' | 'liveAt'>,
  deployments: readonly Pick<Deployment, 'agent' | 'version' | 'share' | 'liveAt'>[],
  { zone, until }: { zone: string; until: Date },
): { at: string; label: string }[] {
  return deployments
    .filter(({ agent, liveAt }) => fix.agents.includes(agent) && liveAt < until)
    .filter(({ version, liveAt }) => version !== fix.version || liveAt.getTime() !== fix.liveAt.getTime())
    .sort((a, b) => a.liveAt.getTime() - b.liveAt.getTime())
    .map(({ version, share, liveAt }) => ({
      at: isoWeek(liveAt, zone),
      label: share < 1 ? `${version} (${Math.round(share * 100)} %)` : version,
    }));
}
