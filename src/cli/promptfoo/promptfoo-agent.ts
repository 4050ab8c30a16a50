import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHttpTarget } from '#adapters/agents/http-target.ts';
import { createToolServer } from '#adapters/agents/tool-server.ts';
import { isAgentSpeech } from '#src/domain/checks/timeline.ts';
import type { RunReport } from '#src/domain/run.ts';
import type { Scenario } from '#src/domain/scenario.ts';
import { transcriptLines } from '#src/domain/transcript-lines.ts';
import { runScenario } from '#src/replay/run-scenario.ts';

/** What promptfoo hands a provider: `config` as the configuration file says. */
type Options = { id?: string; config?: { url?: string; toolsUrl?: string } };
type Context = { vars?: Record<string, unknown> };
/** What the assertions read of a run. `said` is what the agent said, a line each; `saidInTime` only up to a call that nothing answered. */
export type RunMetadata = {
  turns: RunReport['turns'];
  divergedAt: number | undefined;
  said: string;
  saidInTime: string;
  notRestored: readonly string[];
  notes: readonly string[];
};

/**
 * A provider of promptfoo that plays one exported scenario against an agent by docs/agent-protocol.md: the same scripted customer, recorded
 * results and checks as a gate. `folder` is where the export stands. RATCHET_AGENT_URL and RATCHET_AGENT_TOKEN go before its configuration.
 */
export function createPromptfooAgent({ id = 'ratchet-agent', config = {} }: Options, folder: string) {
  const { env } = process;
  const url = env['RATCHET_AGENT_URL'] || config.url || '';
  const target = createHttpTarget({
    name: url,
    url,
    token: env['RATCHET_AGENT_TOKEN'] || undefined,
    allowInside: true,
  });
  const tools = createToolServer({ publicUrl: config.toolsUrl });
  return {
    id: () => id,
    async callApi(_prompt: string, context: Context) {
      const scenario = await readScenario(folder, String(context.vars?.['scenario']));
      const report = await runScenario({
        // The assertions judge; here it is only played.
        scenario: { ...scenario, content: { ...scenario.content, checks: [] } },
        target,
        tools,
        now: () => new Date(),
        id: randomUUID,
      });
      // promptfoo counts it as an error then, neither passed nor failed.
      if (report.outcome === 'error') return { error: report.reason };
      return { output: transcriptLines(report.turns), metadata: metadataOf(report) };
    },
  };
}

/** The scenario of an exported folder; its id is one of our own, so that it cannot name another file. */
export async function readScenario(folder: string, id: string): Promise<Scenario> {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/.test(id)) throw new Error(`"${id}" is not the id of a scenario.`);
  return JSON.parse(await readFile(join(folder, 'scenarios', `${id}.json`), 'utf8')) as Scenario;
}

function metadataOf({ turns, divergedAtTurn, notRestored, notes = [] }: RunReport): RunMetadata {
  const said = (until: number) =>
    turns.flatMap((turn, i) => (i <= until && isAgentSpeech(turn) ? [turn.text ?? ''] : [])).join('\n');
  return {
    turns,
    divergedAt: divergedAtTurn,
    said: said(turns.length),
    saidInTime: said(divergedAtTurn ?? turns.length),
    notRestored,
    notes,
  };
}
