import type { ScenarioContent, ScriptLine } from '#src/domain/scenario.ts';

/** Stands for a line break inside one customer turn, because each line of the text is a turn. */
const BREAK = ' ⏎ ';
const GUARD = /^\[if \/(.{1,500}?)\/\]\s*(\S.*)$/s;
const CLOSING = /^\[closing(?: x([1-5]))?\]\s*(\S.*)$/s;

export type Script = Pick<ScenarioContent, 'closing'> & { script: ScriptLine[] };

/**
 * A script as one text, a line for each customer turn; "[if /pattern/] text" is said only when the agent has just said something like it,
 * "[closing] text" after the last line while the agent still asks.
 */
export function scriptText({ script, closing }: Pick<ScenarioContent, 'script' | 'closing'>): string {
  const lines = script.map(({ text, onlyIf }) =>
    onlyIf === undefined ? plain(text) : `[if /${onlyIf}/] ${oneLine(text)}`,
  );
  const times = closing && closing.times > 1 ? ` x${closing.times}` : '';
  return [...lines, ...(closing ? [`[closing${times}] ${oneLine(closing.text)}`] : [])].join('\n');
}

/** The customer turns of such a text; empty lines are dropped, of several closing lines the last one counts. */
export function parseScriptText(text: string): Script {
  const script: ScriptLine[] = [];
  let closing: Script['closing'];
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim().replaceAll(/\s*⏎\s*/g, '\n');
    const [, onlyIf, guarded] = GUARD.exec(line) ?? [];
    const [, times, last] = CLOSING.exec(line) ?? [];
    if (last !== undefined) closing = { text: last, times: Number(times ?? 1) };
    else if (guarded !== undefined && onlyIf !== undefined) script.push({ text: guarded, onlyIf });
    else if (line !== '') script.push({ text: line.replace(/^\\(?=\\*\[)/, '') });
  }
  return { script, ...(closing === undefined ? {} : { closing }) };
}

/** What a customer said like our own marks is said, not followed. */
function plain(text: string): string {
  const line = oneLine(text);
  return /^\\*\[/.test(line) ? `\\${line}` : line;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, BREAK);
}
