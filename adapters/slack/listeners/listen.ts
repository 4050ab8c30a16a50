import type { App as Bolt } from '@slack/bolt';
import type { Response } from '#adapters/slack/inbound/admit.ts';
import { onClick } from './on-click.ts';
import { onCommand } from './on-command.ts';
import { onEvent } from './on-event.ts';
import { onOptions } from './on-options.ts';
import { onShortcut } from './on-shortcut.ts';
import { onSubmission } from './on-submission.ts';
import type { SlackWorld } from './slack-world.ts';

const ANY = /^/;

/** One set of listeners, whichever way Slack's payloads come. Each takes everything of its kind: what nobody knows is answered too. */
export function listen(bolt: Bolt, world: SlackWorld): void {
  bolt.action({ type: 'block_actions', action_id: ANY }, ({ body, context }) =>
    onClick(world, record(body), receiptIn(context)),
  );
  bolt.command(ANY, ({ body, context }) => onCommand(world, record(body), receiptIn(context)));
  bolt.shortcut(ANY, ({ body, context }) => onShortcut(world, record(body), receiptIn(context)));
  bolt.options(ANY, async ({ body, ack }) => {
    await answer(ack, await onOptions(world, record(body)));
  });
  bolt.view(ANY, async ({ body, context, ack }) =>
    onSubmission(world, record(body), receiptIn(context), (response) => void answer(ack, response)),
  );
  bolt.event(ANY, ({ body }) => onEvent(world, record(body)));
}

/** Bolt's types know more shapes than Slack keeps to: each listener checks what it reads. */
function record(body: object): Record<string, unknown> {
  return body as Record<string, unknown>;
}

function receiptIn(context: Record<string, unknown>): string {
  return String(context['receipt']);
}

async function answer(ack: unknown, response: Response): Promise<void> {
  await (ack as (response: Response) => Promise<void>)(response);
}
