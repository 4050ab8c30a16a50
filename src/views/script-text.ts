/** Stands for a line break inside one customer turn, because each line of the text is a turn. */
const BREAK = ' ⏎ ';

/** A script as one text, a line for each customer turn. */
export function scriptText(script: readonly { text: string }[]): string {
  return script.map(({ text }) => text.replace(/\s*\n\s*/g, BREAK)).join('\n');
}

/** The customer turns of such a text; empty lines are dropped. */
export function parseScriptText(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim().replaceAll(/\s*⏎\s*/g, '\n'))
    .filter((line) => line !== '');
}
