import type { Row } from './who-may-rows.ts';

/** The verbs of versions and deployments. */
export const VERSION_ROWS = {
  listDeployments: { good: {}, bad: [{ limit: 0 }, 'limit'], people: 'reviewer', scopes: ['read'] },
  announceVersion: {
    good: { agent: 'a', version: 'v1', config: {} },
    bad: [{ agent: 'a', version: 'v1' }, 'config'],
    people: 'reviewer',
    scopes: ['gate'],
  },
  listVersions: { good: {}, bad: [{ limit: 0 }, 'limit'], people: 'reviewer', scopes: ['read'] },
  compareVersions: {
    good: { agent: 'a', to: 'v1' },
    bad: [{ agent: 'a' }, 'to'],
    people: 'reviewer',
    scopes: ['read'],
  },
  getVersion: { good: { versionId: 'x' }, bad: [{}, 'versionId'], people: 'reviewer', scopes: ['read'] },
  askVersion: { good: { versionId: 'x' }, bad: [{}, 'versionId'], people: 'nobody', scopes: [] },
  ignoreVersion: { good: { versionId: 'x' }, bad: [{}, 'versionId'], people: 'reviewer', scopes: [] },
  registerDeployment: {
    good: { agent: 'a', version: 'v1' },
    bad: [{ agent: 'a', version: 'v1', share: 0 }, 'share'],
    people: 'reviewer',
    scopes: ['gate'],
  },
} satisfies Record<string, Row>;
