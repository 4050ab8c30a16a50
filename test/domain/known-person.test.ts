import { describe, expect, test } from 'vitest';
import { knownPerson } from '#src/domain/known-person.ts';
import { parsePolicy } from '#src/policy.ts';
import { destinationsOf, withEnvironmentRoutes } from '#src/routes-of.ts';

const policy = parsePolicy(`
people:
  - { id: 'web:ann', name: Ann Lee, role: admin, same: ['slack:T1:UANN', 'slack:T9:UANN'] }
routes:
  - { surface: web, channel: reviews, agents: ['*'] }
  - { surface: slack, channel: C1, agents: [care], role: reviewer }
  - { surface: slack, team: T2, channel: C2, agents: ['other*'], role: reviewer }
  - { surface: slack, team: T2, channel: C3, agents: [third], role: approver }
  - { surface: slack, team: T3, channel: C4, agents: [care] }
`);
const home = { team: 'T1', home: true };
const someone = (team: string, id = 'U5') => ({ id: `slack:${team}:${id}`, name: 'sam' });

describe('somebody in a workspace', () => {
  test('has the role that its routes give to everybody, and sees what is routed there', () => {
    const sam = knownPerson(policy, 'slack', someone('T1'), home);
    expect(sam).toMatchObject({ id: 'slack:T1:U5', name: 'sam', roles: ['reviewer'], agents: ['care'] });
    const other = knownPerson(policy, 'slack', someone('T2'), { team: 'T2', home: false });
    expect(other).toMatchObject({ roles: ['reviewer', 'approver'], agents: ['other*', 'third'] });
  });

  test('has no role where the route gives none and nobody listed them', () => {
    const sam = knownPerson(policy, 'slack', someone('T3'), { team: 'T3', home: false });
    expect(sam).toMatchObject({ roles: [], agents: ['care'] });
  });

  test('is one person with their other ids, and keeps the listed role, but sees only what this team does', () => {
    const ann = knownPerson(policy, 'slack', someone('T1', 'UANN'), home);
    expect(ann).toMatchObject({ id: 'web:ann', name: 'Ann Lee', agents: ['care'] });
    expect(ann.roles).toEqual(['reviewer', 'approver', 'admin']);
  });

  test.each(['U5', 'UANN'])('is nobody in a team that no route names: installing grants nothing (%s)', (id) => {
    const found = knownPerson(policy, 'slack', someone('T9', id), { team: 'T9', home: false });
    expect(found).toMatchObject({ roles: [], agents: [] });
  });

  test('a route without a team is not that of an installed one', () => {
    const found = knownPerson(policy, 'slack', someone('T4'), { team: 'T4', home: false });
    expect(found).toMatchObject({ roles: [], agents: [] });
  });
});

test('in the browser nothing changes: every route of the web counts, and without one all agents are seen', () => {
  expect(knownPerson(policy, 'web', { id: 'web:bob', name: 'Bob', role: 'reviewer' })).toMatchObject({ agents: ['*'] });
  const none = knownPerson(parsePolicy(''), 'web', { id: 'web:bob', name: 'Bob', role: 'reviewer' });
  expect(none.agents).toBeUndefined();
  expect(none.roles).toEqual(['reviewer']);
});

describe('routes of the environment', () => {
  const slack = { reviewChannel: 'C7' };

  test('SLACK_REVIEW_CHANNEL shows every agent, and everybody there may review', () => {
    const made = withEnvironmentRoutes(parsePolicy(''), { slack });
    expect(destinationsOf(made)).toEqual([
      { surface: 'web', channel: 'reviews', agents: ['*'] },
      { surface: 'slack', channel: 'C7', agents: ['*'] },
    ]);
    expect(knownPerson(made, 'slack', someone('T1'), home)).toMatchObject({ roles: ['reviewer'], agents: ['*'] });
    expect(knownPerson(made, 'slack', someone('T2'), { team: 'T2', home: false }).roles).toEqual([]);
  });

  test('routes of ratchet.yaml come before it; each channel is named with its team', () => {
    expect(destinationsOf(withEnvironmentRoutes(policy, { slack })).map(({ channel }) => channel)).toEqual([
      'reviews',
      'C1',
      'T2/C2',
      'T2/C3',
      'T3/C4',
    ]);
  });
});
