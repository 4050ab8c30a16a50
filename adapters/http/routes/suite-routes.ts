import {
  ExemptionJson,
  FailingEndedJson,
  GateListJson,
  GatePageJson,
  GateProgressJson,
  OneGateJson,
  OpenedGateJson,
} from '#adapters/http/schemas/gate-schemas.ts';
import {
  EditedJson,
  NoOccurrenceJson,
  OccurrenceJson,
  PinJson,
  ReplayJson,
  ScenarioListJson,
  ScenarioPageJson,
  SuiteJson,
  TierPlanJson,
} from '#adapters/http/schemas/scenario-schemas.ts';
import { ToolResultJson } from '#adapters/http/schemas/tool-result-schemas.ts';
import type { Route } from './route.ts';

const tag = 'Suite';
const one = '/v1/scenarios/{scenarioId}';

export const SUITE_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/scenarios',
    verb: 'listScenarios',
    tag,
    summary: 'Scenarios as a list.',
    output: ScenarioListJson,
  },
  {
    method: 'get',
    path: one,
    verb: 'getScenario',
    tag,
    summary: 'One scenario with its latest runs.',
    output: ScenarioPageJson,
  },
  {
    method: 'post',
    path: `${one}/replay`,
    verb: 'replayScenario',
    tag,
    summary: 'Replay it: against a target of ratchet.yaml, or as a proof on the version that failed.',
    output: ReplayJson,
  },
  {
    method: 'post',
    path: `${one}/occurrences`,
    verb: 'addOccurrence',
    tag,
    summary: 'Say that a call is another occurrence of it.',
    output: OccurrenceJson,
  },
  {
    method: 'post',
    path: one,
    verb: 'editScenario',
    tag,
    summary: 'Change a scenario that still is as base says, such as from a file of your repository.',
    output: EditedJson,
  },
  {
    method: 'delete',
    path: `${one}/occurrences/{callId}`,
    verb: 'removeOccurrence',
    tag,
    summary: 'Take back that a call is another occurrence of it.',
    output: NoOccurrenceJson,
  },
  {
    method: 'post',
    path: `${one}/pin`,
    verb: 'pinScenario',
    tag,
    summary: 'Keep it in the fast or slow tier, or hand it back to the nightly plan.',
    output: PinJson,
  },
  {
    method: 'get',
    path: '/v1/suite/plan',
    verb: 'planSuite',
    tag,
    summary: 'What the nightly plan would move between tiers, and why.',
    output: TierPlanJson,
  },
  {
    method: 'get',
    path: '/v1/suite',
    verb: 'getSuite',
    tag,
    summary: 'Whole scenarios of a tier, as a gate runs them.',
    output: SuiteJson,
  },
];

const gates = 'Gates';

export const GATE_ROUTES: readonly Route[] = [
  {
    method: 'post',
    path: '/v1/tool-results',
    verb: 'findToolResult',
    tag: gates,
    summary:
      "What an agent's tool answered to the same arguments in another call; a run asks for what its own call has none of.",
    output: ToolResultJson,
  },
  {
    method: 'get',
    path: '/v1/gates',
    verb: 'listGates',
    tag: gates,
    summary: 'The latest gates.',
    output: GateListJson,
  },
  {
    method: 'post',
    path: '/v1/gates',
    verb: 'openGate',
    tag: gates,
    summary: 'Open a gate; answers with the scenarios that it must hear of.',
    output: OpenedGateJson,
    status: 201,
  },
  {
    method: 'get',
    path: '/v1/gates/{gateId}',
    verb: 'getGate',
    tag: gates,
    summary: 'One gate with its runs.',
    output: GatePageJson,
  },
  {
    method: 'post',
    path: '/v1/gates/{gateId}/runs',
    verb: 'reportGateRuns',
    tag: gates,
    summary: 'Report a batch of runs; the last one, or finish, decides the gate.',
    output: GateProgressJson,
    maxBytes: 16_000_000,
  },
  {
    method: 'post',
    path: '/v1/gates/{gateId}/approve',
    verb: 'approveGate',
    tag: gates,
    summary: 'Take a gate that passed as the baseline of later ones. A person, never a key.',
    output: OneGateJson,
  },
  {
    method: 'post',
    path: '/v1/gates/{gateId}/override',
    verb: 'overrideGate',
    tag: gates,
    summary: 'Let a failing candidate through for a while, with a reason. A person, never a key.',
    output: OneGateJson,
  },
  {
    method: 'post',
    path: `${one}/known-failing`,
    verb: 'acceptFailing',
    tag: gates,
    summary:
      'Accept a scenario as known failing, with an owner and a reason, for at most 14 days. A person, never a key.',
    output: ExemptionJson,
  },
  {
    method: 'delete',
    path: `${one}/known-failing`,
    verb: 'endFailing',
    tag: gates,
    summary: 'End that before its time: it blocks again. A person, never a key.',
    output: FailingEndedJson,
  },
];
