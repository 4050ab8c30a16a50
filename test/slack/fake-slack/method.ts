import type { FakeState, FakeTeam, Json } from './fake-state.ts';

/** Thrown by a method to answer `{ok: false, error}`, with more beside it. */
export type Refusal = { refused: string; more?: Json };

/** One method of the Web API over the fake's state: its answer, without `ok`. */
export type Method = {
  /** One of these scopes is needed. */
  scopes?: readonly string[];
  run: (state: FakeState, team: FakeTeam, args: Json) => Json;
};

export function refuse(error: string, more: Json = {}): never {
  throw { refused: error, more } satisfies Refusal;
}

export function isRefusal(error: unknown): error is Refusal {
  return typeof error === 'object' && error !== null && 'refused' in error;
}

export function refuseProblems(error: string, problems: readonly string[]): void {
  if (problems.length > 0) refuse(error, { response_metadata: { messages: problems } });
}
