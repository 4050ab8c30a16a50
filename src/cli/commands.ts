import { CI_COMMANDS } from './ci-commands.ts';
import type { Commands } from './command.ts';

/** Every command. Its file is read only when it is called, so that a gate in CI starts fast. */
export const COMMANDS: Commands = {
  serve: { about: 'run the server', load: async () => (await import('./serve.ts')).serve },
  demo: {
    about: 'run the server with a sample agent and its calls',
    load: async () => (await import('./demo.ts')).demo,
  },
  gate: CI_COMMANDS.gate,
  import: { about: 'read a file of calls', load: async () => (await import('./import/import-calls.ts')).importCalls },
  scenarios: CI_COMMANDS.scenarios,
  suite: {
    about: 'show what would move between tiers, pin a scenario, let one block again',
    load: async () => (await import('./suite.ts')).suite,
  },
  report: { about: 'print the weekly report', load: async () => (await import('./report.ts')).report },
  evaluate: {
    about: 'measure the rules against recorded outcomes',
    load: async () => (await import('./evaluate.ts')).evaluateRules,
  },
  deploy: CI_COMMANDS.deploy,
  versions: {
    about: 'list agent versions, say what changed between two',
    load: async () => (await import('./versions.ts')).versions,
  },
  fix: CI_COMMANDS.fix,
  status: { about: 'show how the server is doing', load: async () => (await import('./status.ts')).status },
  doctor: {
    about: 'check every setting and connection, and say what to do',
    load: async () => (await import('./doctor/doctor.ts')).doctor,
  },
  slack: {
    about: "print the Slack app's manifest, list the workspaces that installed it",
    load: async () => (await import('./slack.ts')).slack,
  },
  teams: {
    about: 'write the app package for Microsoft Teams',
    load: async () => (await import('./teams.ts')).teams,
  },
  keys: { about: 'create, list and revoke API keys', load: async () => (await import('./keys.ts')).keys },
  invite: { about: 'make a link by which a person signs in', load: async () => (await import('./invite.ts')).invite },
  rescore: {
    about: 'score old calls with the scorecard of today',
    load: async () => (await import('./rescore.ts')).rescore,
  },
  forget: { about: 'erase a customer', load: async () => (await import('./forget.ts')).forget },
  migrate: { about: 'bring the database up to date', load: async () => (await import('./migrate.ts')).migrate },
};
