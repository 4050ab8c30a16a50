import { createHash } from 'node:crypto';
import { type Body, isRecord } from './parse-body.ts';

export type Kind = 'event' | 'click' | 'command' | 'shortcut' | 'options' | 'submission' | 'closed';

/** What came in; undefined for what no listener of ours is for. */
export function kindOf(body: Body): Kind | undefined {
  if (typeof body['command'] === 'string') return 'command';
  switch (body['type']) {
    case 'event_callback':
      return isRecord(body['event']) && typeof body['event']['type'] === 'string' ? 'event' : undefined;
    case 'block_actions':
      return Array.isArray(body['actions']) && isRecord(body['actions'][0]) ? 'click' : undefined;
    case 'block_suggestion':
      return 'options';
    case 'message_action':
    case 'shortcut':
      return 'shortcut';
    case 'view_submission':
      return isRecord(body['view']) ? 'submission' : undefined;
    case 'view_closed':
      return 'closed';
    default:
      return undefined;
  }
}

/** Names one event, click, command or submission, however often it is delivered. */
export function receiptId(kind: Kind, body: Body): string {
  if (kind === 'event' && typeof body['event_id'] === 'string') return named(kind, body['event_id']);
  // Slack makes one for each thing that a person does; a repeated delivery carries the same.
  if (typeof body['trigger_id'] === 'string' && body['trigger_id'] !== '') return named(kind, body['trigger_id']);
  return named(kind, createHash('sha256').update(JSON.stringify(body)).digest('base64url'));
}

function named(kind: Kind, id: string): string {
  return `slack:${kind}:${id.slice(0, 200)}`;
}
