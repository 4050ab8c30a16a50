import type { CardData } from '#adapters/teams/read-data.ts';
import type { SeenForm, SeenMessage } from '#test/contract/surface-driver.ts';
import { inputs } from './fake-teams/card-rules.ts';
import type { FakeMessage, Part } from './fake-teams/fake-state.ts';

export type Button = Part & { data: Part & { ratchet: CardData } };

export function cardOf(message: Pick<FakeMessage, 'activity'>): Part {
  return ((message.activity['attachments'] as Part[])[0] as Part)['content'] as Part;
}

/** Every button of a card, wherever it stands. */
export function buttonsOf(part: unknown): Button[] {
  if (Array.isArray(part)) return part.flatMap(buttonsOf);
  if (typeof part !== 'object' || part === null) return [];
  const own = part as Part;
  if (/^Action\.(Execute|Submit)$/.test(String(own['type'])) && own['data'] !== undefined) return [own as Button];
  return Object.entries(own).flatMap(([name, value]) =>
    name === 'fallback' || name === 'refresh' ? [] : buttonsOf(value),
  );
}

export function buttonFor(card: Part, control: string): Button {
  const found = buttonsOf(card).find(({ data }) => 'press' in data.ratchet && data.ratchet.press === control);
  if (!found) throw new Error(`There is no control "${control}" in: ${textOf(card)}`);
  return found;
}

/** What somebody reads of a card. */
export function textOf(part: unknown): string {
  if (Array.isArray(part)) return part.map(textOf).filter(Boolean).join('\n');
  if (typeof part !== 'object' || part === null) return '';
  const own = part as Part;
  if (own['type'] === 'RichTextBlock') return (own['inlines'] as Part[]).map(({ text }) => text).join('');
  if (own['type'] === 'Input.ChoiceSet')
    return [own['label'], ...(own['choices'] as Part[]).map(({ title }) => title)].join('\n');
  return ['body', 'items', 'columns', 'rows', 'cells']
    .map((name) => textOf(own[name]))
    .filter(Boolean)
    .join('\n');
}

export function seenMessage(message: FakeMessage): SeenMessage {
  const card = cardOf(message);
  const text = textOf(card);
  const buttons = buttonsOf(card['actions']);
  const ids = (mode: unknown) =>
    buttons
      .filter((button) => button['mode'] === mode)
      .flatMap(({ data }) => ('press' in data.ratchet ? [data.ratchet.press] : []));
  return {
    ref: message.id,
    // The first line, without the mark of its tone.
    title: (text.split('\n')[0] ?? '').replace(/^.\s+/u, ''),
    text,
    notifies: ((message.activity['entities'] as Part[] | undefined) ?? []).map((entity) => JSON.stringify(entity)),
    controls: ids(undefined),
    overflow: ids('secondary'),
  };
}

/** The form of a dialog; undefined when the dialog says something else. */
export function seenForm(dialogCard: Part): SeenForm | undefined {
  const submit = buttonsOf(dialogCard['actions']).find(({ data }) => 'form' in data.ratchet);
  if (submit === undefined || !('form' in submit.data.ratchet)) return undefined;
  const { form, subject } = submit.data.ratchet;
  const fields = inputs(dialogCard).map(({ id }) => String(id));
  return { id: form, subject, fields, problems: problemsIn(dialogCard['body'] as Part[]) };
}

/** The words in warning colour, by the input that they stand under. */
function problemsIn(body: readonly Part[]): Record<string, string> {
  const problems: Record<string, string> = {};
  let field = '';
  for (const element of body) {
    if (String(element['type']).startsWith('Input.')) field = String(element['id']);
    const text = textOf(element);
    if (text.startsWith('⚠ ')) problems[field] = text.slice(2);
  }
  return problems;
}
