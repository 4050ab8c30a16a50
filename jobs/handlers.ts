import type { App } from '#src/app.ts';
import type { ToolServer } from '#src/ports/agent.ts';
import type { Deps } from '#src/ports/deps.ts';
import type { Tickets } from '#src/ports/tickets.ts';
import { deliver, type Surfaces } from './deliver.ts';
import { type ChannelJob, deliverChannel } from './deliver-channel.ts';
import { fileTicket } from './file-ticket.ts';
import { judgeCalls } from './judge-calls.ts';
import { runNight } from './nightly.ts';
import type { Handlers } from './queue.ts';
import { replayCall } from './replay-call.ts';
import { replayScenario } from './replay-scenario.ts';
import { rollUp } from './roll-up.ts';
import { scoreCalls } from './score-calls.ts';
import { systemActor } from './system-actor.ts';

export type World = {
  surfaces: Surfaces;
  tools: ToolServer;
  /** Undefined where no issue tracker is configured. */
  tickets?: Tickets | undefined;
  /** Aborted when the process stops. */
  stopping?: AbortSignal;
  /** Instead of sleeping between two calls to a channel, for tests. */
  wait?: ChannelJob['wait'];
};

/** What each job does. All of them may run twice and change nothing the second time. */
export function createHandlers(deps: Deps, app: App, world: World): Handlers {
  const { verbs } = app;
  const stopping = world.stopping ?? new AbortController().signal;
  return {
    'score-calls': (data, job) => scoreCalls(deps, app, data, job),
    deliver: (data) => deliver(deps, app, world.surfaces, data),
    'deliver-channel': (data) =>
      deliverChannel(deps, app, world.surfaces, data, { stopping, ...(world.wait ? { wait: world.wait } : {}) }),
    'replay-scenario': (data, job) => replayScenario(deps, app, world.tools, data, { id: job.id, stopping }),
    'replay-call': (data, job) => replayCall(deps, app, world.tools, data, { id: job.id, stopping }),
    'judge-calls': () => judgeCalls(deps, app, stopping),
    'weekly-report': async ({ week }) => {
      await verbs.postWeeklyReport(systemActor('weekly-report'), { week });
    },
    'old-calls-summary': async ({ since }) => {
      await verbs.offerOldCalls(systemActor('old-calls-summary'), { since });
    },
    'roll-up': () => rollUp(deps, app, stopping),
    housekeeping: async () => {
      await verbs.keepHouse(systemActor('housekeeping'), {});
    },
    nightly: (data) => runNight(deps, app, world.tools, data, stopping),
    'file-ticket': (data) => fileTicket(deps, world.tickets, data),
    'move-tiers': async () => {
      await verbs.moveTiers(systemActor('move-tiers'), {});
    },
    'find-patterns': async () => {
      await verbs.findPatterns(systemActor('find-patterns'), {});
    },
    resurrect: async ({ callId }) => {
      await verbs.resurrectScenarios(systemActor('resurrect'), { callId });
    },
    'draw-looks': async ({ day }) => {
      await verbs.drawLooks(systemActor('draw-looks'), { day });
    },
    'ask-version': async ({ versionId }) => {
      await verbs.askVersion(systemActor('ask-version'), { versionId });
    },
    'watch-fixes': async ({ agent }) => {
      await verbs.watchFixes(systemActor('fix-watch'), { agent });
    },
    reminders: () =>
      eachInTurn([
        () => verbs.remindClaims(systemActor('reminders'), {}),
        () => verbs.postLateLine(systemActor('reminders'), {}),
        () => verbs.watchFixes(systemActor('fix-watch'), {}),
        () => verbs.watchDrift(systemActor('drift-watch'), {}),
      ]),
  };
}

/** One after another, all of them: what fails today must not keep an alarm from being raised. Throws what failed first. */
async function eachInTurn(parts: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts) {
    try {
      await part();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
