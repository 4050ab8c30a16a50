import { canonicalArgs } from '#src/domain/canonical-json.ts';
import type { Fixture } from '#src/domain/scenario.ts';
import type { ToolAnswer } from '#src/ports/agent.ts';

export type FixtureAnswers = (tool: string, args: unknown) => ToolAnswer;

/**
 * Answers tool calls of one run: equal tool and canonical arguments; the nth equal call gets the nth equal fixture and the
 * last one repeats; anything else stays unanswered. Keeps count, so make one per run.
 */
export function createFixtureAnswers(fixtures: readonly Fixture[]): FixtureAnswers {
  let byKey: Map<string, { fixtures: Fixture[]; used: number }> | undefined;
  return (tool, args) => {
    byKey ??= groupByKey(fixtures);
    const group = byKey.get(keyOf(tool, args));
    const fixture = group?.fixtures[Math.min(group.used++, group.fixtures.length - 1)];
    if (!fixture) return { unanswered: true };
    return fixture.isError ? { result: fixture.result, isError: true } : { result: fixture.result };
  };
}

function groupByKey(fixtures: readonly Fixture[]): Map<string, { fixtures: Fixture[]; used: number }> {
  const groups = new Map<string, { fixtures: Fixture[]; used: number }>();
  for (const fixture of fixtures) {
    const key = keyOf(fixture.tool, fixture.args);
    const group = groups.get(key);
    if (group) group.fixtures.push(fixture);
    else groups.set(key, { fixtures: [fixture], used: 0 });
  }
  return groups;
}

function keyOf(tool: string, args: unknown): string {
  return `${tool}\n${canonicalArgs(args)}`;
}
