import type { SlackSettings as Settings } from '#src/chat-settings.ts';

/** What the environment says about Slack (see .env.example). */
export type SlackSettings = Settings;

/** Whether events come over Slack's own web socket: with an app token, no request from outside is needed. */
export function isSocketMode({ appToken }: SlackSettings): boolean {
  return appToken !== undefined;
}

/** Whether other workspaces may install the app by OAuth. */
export function isDistributed({ clientId, clientSecret }: SlackSettings): boolean {
  return clientId !== undefined && clientSecret !== undefined;
}
