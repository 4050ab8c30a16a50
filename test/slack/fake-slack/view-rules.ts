import { blockProblems } from './block-rules.ts';
import { isObject, stringProblems, textProblems, unknownKeys } from './text-rules.ts';

const KEYS = ['type', 'blocks', 'private_metadata', 'callback_id', 'external_id'];
const MODAL_KEYS = [...KEYS, 'title', 'submit', 'close', 'clear_on_close', 'notify_on_close', 'submit_disabled'];

/** What Slack would refuse in a modal or a Home. */
export function viewProblems(view: unknown, type: 'modal' | 'home'): string[] {
  if (!isObject(view)) return ['view must be an object'];
  const { title, submit, close, blocks } = view;
  const hasInput = Array.isArray(blocks) && blocks.some((block) => block?.type === 'input');
  const words = (name: string, value: unknown) =>
    value === undefined ? [] : textProblems(name, value, 24, ['plain_text']);
  return [
    ...(view['type'] === type ? [] : [`type must be ${type}`]),
    ...unknownKeys(view, type === 'modal' ? MODAL_KEYS : KEYS),
    ...(type === 'modal' && title === undefined ? ['a modal needs a title'] : []),
    ...(type === 'modal' && hasInput && submit === undefined ? ['a modal with inputs needs submit'] : []),
    ...words('title', title),
    ...words('submit', submit),
    ...words('close', close),
    ...stringProblems('private_metadata', view['private_metadata'], 3_000),
    ...stringProblems('callback_id', view['callback_id'], 255),
    ...blockProblems(blocks, type),
  ];
}
