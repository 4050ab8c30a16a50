/** What stands beside a kind of check, in plain words. */
export type What = 'tool' | 'tools' | 'words' | 'sentence' | 'turns' | 'money' | 'seconds';

const MAX_TOOLS = 20;
const MAX_TOOL = 200;
const MAX_RUBRIC = 2_000;
const MAX_MEANING = 160;

/** The members of a check that such words give, or what is wrong with them. */
export function readWhat(needs: What, text: string): object | string {
  switch (needs) {
    case 'tool':
      if (text === '') return 'Name the tool.';
      return isTool(text) ? { tool: text } : "Write the tool's name as the agent calls it, one only.";
    case 'tools':
      return readTools(text);
    case 'words':
      return /[^|\s]/.test(text) ? saidWords(text) : 'Write the words.';
    case 'sentence':
      if (text === '') return 'Write in a sentence what the agent must do.';
      return text.length > MAX_RUBRIC ? `Write at most ${MAX_RUBRIC} characters.` : { rubric: text };
    case 'turns':
      return readTurns(text);
    case 'money':
      return readMoney(text);
    case 'seconds':
      return readSeconds(text);
  }
}

function isTool(text: string): boolean {
  return text !== '' && text.length <= MAX_TOOL && !/\s/.test(text);
}

function readTools(text: string): object | string {
  const names = text.split(/[,>]|\bthen\b/).map((name) => name.trim());
  if (names.length < 2 || names.length > MAX_TOOLS || !names.every(isTool))
    return 'Name two tools or more in their order, with commas between them, such as find_order, refund.';
  return { tools: names.map((tool) => ({ tool })) };
}

function readTurns(text: string): object | string {
  const [, n] = /^(\d{1,4})\s*(?:turns?)?$/i.exec(text) ?? [];
  const max = Number(n);
  return max >= 1 && max <= 1_000 ? { max } : 'Write how often the customer may speak at most, such as 6 turns.';
}

function readMoney(text: string): object | string {
  const [, n, currency] = /^(\d{1,7}(?:\.\d{1,6})?)\s*([a-z]{3})?$/i.exec(text) ?? [];
  const max = Number(n);
  if (!(max > 0 && max <= 1_000_000)) return 'Write an amount and its currency, such as 0.05 USD.';
  return { max, ...(currency === undefined ? {} : { currency: currency.toUpperCase() }) };
}

function readSeconds(text: string): object | string {
  const [, n] = /^(\d{1,3}(?:\.\d{1,3})?)\s*(?:s|sec|seconds?)?$/i.exec(text) ?? [];
  const max = Math.round(Number(n) * 1_000);
  return max >= 1 && max <= 600_000 ? { max } : 'Write the seconds that an answer may take, such as 4 s.';
}

/** "sorry | could not" as a pattern: the words as they stand, with any space between them; people read the words. */
function saidWords(text: string): object {
  const choices = text
    .split('|')
    .map((words) => words.trim())
    .filter((words) => words !== '');
  const meaning = choices.map((words) => `“${words}”`).join(' or ');
  return { pattern: wordsPattern(choices), ...(meaning.length > MAX_MEANING ? {} : { meaning }) };
}

function wordsPattern(choices: readonly string[]): string {
  return choices
    .map((words) => words.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/\s+/g, '\\s+'))
    .join('|')
    .slice(0, 500);
}
