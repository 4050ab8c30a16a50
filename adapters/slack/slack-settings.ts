import type { SlackSettings as Settings } from '#src/chat-settings.ts';

/** What the environment says about Slack (see .env.example). */
export type SlackSettings = Settings;

/** Whether other workspaces may install the app by OAuth. */
export function isDistributed({ clientId, clientSecret }: SlackSettings): boolean {
  return clientId !== undefined && clientSecret !== undefined;
}
