/** What Teams would refuse, or draw as nothing: a check of cards by the public schema of Adaptive Cards 1.5, and what Teams adds to it. */
const ELEMENTS: Readonly<Record<string, readonly string[]>> = {
  RichTextBlock: ['inlines'],
  Container: ['items'],
  ColumnSet: ['columns'],
  ActionSet: ['actions'],
  Image: ['url'],
  Table: ['columns', 'rows'],
  'Input.Text': ['id', 'label'],
  'Input.ChoiceSet': ['id', 'label', 'choices'],
  'Chart.Line': ['data', 'fallback'],
};
const ACTIONS: readonly string[] = ['Action.Execute', 'Action.Submit', 'Action.OpenUrl'];
const MAX_ACTIONS = 6;

type Part = Record<string, unknown>;

/** Every problem of a card, as sentences. */
export function cardProblems(card: Part): string[] {
  const problems: string[] = [];
  if (card['type'] !== 'AdaptiveCard' || card['version'] !== '1.5') problems.push('not an Adaptive Card 1.5');
  if (typeof card['fallbackText'] !== 'string' || card['fallbackText'] === '') problems.push('no fallbackText');
  for (const element of parts(card['body'])) checkElement(element, problems);
  const actions = parts(card['actions']);
  const primary = actions.filter(({ mode }) => mode !== 'secondary');
  if (primary.length > MAX_ACTIONS) problems.push(`${primary.length} primary actions`);
  for (const action of actions) checkAction(action, problems);
  const ids = inputs(card).map(({ id }) => id);
  if (new Set(ids).size < ids.length) problems.push('two inputs of the same id');
  return problems;
}

/** Every input of a card, wherever it stands. */
export function inputs(part: unknown): Part[] {
  if (Array.isArray(part)) return part.flatMap(inputs);
  if (typeof part !== 'object' || part === null) return [];
  const own = part as Part;
  return [
    ...(String(own['type']).startsWith('Input.') ? [own] : []),
    ...Object.values(own).flatMap((value) => (typeof value === 'object' ? inputs(value) : [])),
  ];
}

function checkElement(element: Part, problems: string[]): void {
  const type = String(element['type']);
  const required = ELEMENTS[type];
  if (required === undefined) return void problems.push(`an element "${type}"`);
  for (const name of required) if (element[name] === undefined) problems.push(`${type} without ${name}`);
  for (const run of parts(element['inlines'])) {
    if (run['type'] !== 'TextRun' || typeof run['text'] !== 'string' || run['text'] === '')
      problems.push('a TextRun without text');
    const link = (run['selectAction'] as Part | undefined)?.['url'];
    if (link !== undefined && !/^https?:/.test(String(link))) problems.push(`a link to ${String(link)}`);
  }
  if (type === 'RichTextBlock' && parts(element['inlines']).length === 0) problems.push('a RichTextBlock of nothing');
  for (const child of parts(element['items'])) checkElement(child, problems);
  for (const column of parts(element['columns']))
    for (const child of parts(column['items'])) checkElement(child, problems);
  for (const row of parts(element['rows']))
    for (const cell of parts(row['cells'])) for (const child of parts(cell['items'])) checkElement(child, problems);
  for (const action of parts(element['actions'])) checkAction(action, problems);
}

function checkAction(action: Part, problems: string[]): void {
  const type = String(action['type']);
  if (!ACTIONS.includes(type)) problems.push(`an action "${type}"`);
  if (typeof action['title'] !== 'string' || action['title'] === '') problems.push('an action without a title');
  if (type === 'Action.Execute' && (typeof action['verb'] !== 'string' || action['fallback'] === undefined))
    problems.push('Action.Execute without verb or fallback');
}

function parts(value: unknown): Part[] {
  return Array.isArray(value) ? (value as Part[]) : [];
}
