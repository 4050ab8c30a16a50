import type { Commands } from './command.ts';

/** What a pipeline needs: HTTP clients only. These alone go into the package for CI, so none may load a database or a chat SDK. */
export const CI_COMMANDS = {
  gate: {
    about: 'run the suite against a candidate; blocks a deploy',
    load: async () => (await import('./gate/gate.ts')).gate,
  },
  deploy: { about: 'say that a version went live', load: async () => (await import('./deploy.ts')).deploy },
  fix: { about: 'register a fix, to be verified from then on', load: async () => (await import('./fix.ts')).fix },
  scenarios: {
    about: 'list the suite, show one scenario, keep them as files',
    load: async () => (await import('./scenarios.ts')).scenarios,
  },
} as const satisfies Commands;
