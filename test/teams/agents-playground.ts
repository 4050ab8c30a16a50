import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export type Playground = {
  url: string;
  /** Sends an activity to the bot as the person who sits there; it needs type and conversation at least. */
  custom(activity: Record<string, unknown>): Promise<unknown>;
  /** An invoke of the person who sits there; what the bot answered. */
  invoke(conversation: string, name: string, value: unknown, replyToId?: string): Promise<unknown>;
  say(conversation: string, text: string): Promise<unknown>;
  install(conversation: string): Promise<unknown>;
  config(): Promise<PlaygroundConfig>;
  close(): Promise<void>;
};
export type PlaygroundConfig = {
  tenantId: string;
  currentUser: { id: string; name: string; aadObjectId: string };
  personalChat: { id: string };
};

/** Microsoft's own client without its browser; `cli` is its cli.js. Routes read off version 0.2.28. */
export async function startPlayground(cli: string, endpoint: string, cwd: string): Promise<Playground> {
  const child = spawn(
    process.execPath,
    [cli, 'start', '-e', endpoint, '-c', 'msteams', '-p', '56150', '--disable-telemetry'],
    {
      cwd,
      env: { ...process.env, TEAMSAPPTESTER_BROWSER: 'none' },
      // It ends when its standard input does.
      stdio: ['pipe', 'pipe', 'ignore'],
    },
  );
  const url = `http://127.0.0.1:${await portOf(child)}`;
  const post = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok)
      throw new Error(`The Playground answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
    return response;
  };
  return {
    url,
    custom: (activity) =>
      post('/_internal/v1/customActivities', { channelId: 'msteams', serviceUrl: `${url}/_connector`, ...activity }),
    async invoke(conversation, name, value, replyToId) {
      const from = { id: 'user-id-0' };
      const response = await post('/_conversation/v1/invoke', {
        name,
        value,
        from,
        conversation: { id: conversation },
        replyToId,
      });
      return JSON.parse((await response.text()) || '{}');
    },
    say: (conversation, text) =>
      post(`/_conversation/v1/conversations/${conversation}/messages`, {
        from: { id: 'user-id-0' },
        text,
        textFormat: 'plain',
      }),
    install: (conversation) => post(`/_debug/conversation/${conversation}/installation`, {}),
    config: async () =>
      ((await (await fetch(`${url}/_internal/v1/config`)).json()) as { config: PlaygroundConfig }).config,
    async close() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

/** It says "Listening on N", and N may be another port than it was asked for. */
async function portOf(child: ChildProcess): Promise<unknown> {
  let text = '';
  for await (const part of child.stdout ?? []) {
    text += String(part);
    const found = /Listening on (\d+)/.exec(text)?.[1];
    if (found) return Number(found);
  }
  throw new Error(`The Playground did not start: ${text.slice(0, 300)}`);
}
