import { describe, expect, it } from 'vitest';
import {
  compareFile,
  differingParts,
  editableHash,
  ScenarioFileSchema,
  scenarioFile,
} from '#src/domain/scenario-file.ts';
import { newScenario } from '#test/database/rows.ts';

const server = newScenario('SC-7', 'call-7');
const file = scenarioFile(server);
const renamed = (title: string) => ({ ...server, title });

describe('a scenario as a file', () => {
  it('reads back as it was written, whatever the order of its keys', () => {
    expect(ScenarioFileSchema.parse(JSON.parse(JSON.stringify(file)))).toEqual(file);
    expect(editableHash(file)).toBe(file.base);
    const check = { pattern: 'a', kind: 'says' as const };
    const shuffled = {
      ...server,
      content: { ...server.content, checks: [check], snapshot: { variables: { b: 1, a: 2 } } },
    };
    expect(JSON.stringify(scenarioFile(shuffled).content)).toMatch(
      /"checks":\[\{"kind":"says","pattern":"a"\}\].*\{"a":2,"b":1\}/,
    );
  });

  it.each([
    ['nobody changed it', file, server, 'same'],
    ['both changed it alike', { ...file, title: 'X' }, renamed('X'), 'same'],
    ['it was changed here', { ...file, title: 'X' }, server, 'file_newer'],
    ['the server changed', file, renamed('X'), 'server_newer'],
    ['both changed it', { ...file, title: 'X' }, renamed('Y'), 'conflict'],
  ] as const)('when %s', (_, here, there, state) => {
    expect(compareFile(here, there)).toBe(state);
  });

  it('names what differs, and has nothing of its tier', () => {
    const changed = { ...file, title: 'X', content: { ...file.content, checks: [{ kind: 'transfers' as const }] } };
    expect(differingParts(changed, server)).toEqual(['title', 'checks']);
    expect(compareFile(file, { ...server, tier: 'archived' })).toBe('same');
  });
});
