import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { count, plainLine } from '#src/cli/terminal-text.ts';
import { AppError, type Problem } from '#src/errors.ts';

const SHOWN = 20;

export type RefusedLines = {
  add(line: number, problems: readonly Problem[]): void;
  /** The first twenty as text. */
  describe(total: number): string;
  close(): Promise<void>;
};

/** Keeps the first refused lines for the screen, and writes all of them to a file (a line "number: reason" each) when one is named. */
export async function listRefused(path: string | undefined, isResumed: boolean): Promise<RefusedLines> {
  const file = path === undefined ? undefined : await open(path, isResumed);
  const shown: string[] = [];
  return {
    add(line, problems) {
      const text = problems
        .slice(0, 5)
        .map((problem) => `${problem.path === '' ? '' : `${problem.path}: `}${problem.message}`)
        .join('; ');
      const words = `line ${line}: ${plainLine(text, 500)}`;
      if (shown.length < SHOWN) shown.push(words);
      file?.write(`${words}\n`);
    },
    describe(total) {
      const more = total - shown.length;
      const rest =
        more > 0 ? `  … and ${count(more)} more${path ? ` in ${path}` : '; --refused <file> lists them all'}\n` : '';
      return shown.length === 0 ? '' : `Refused:\n${shown.map((words) => `  ${words}\n`).join('')}${rest}`;
    },
    async close() {
      if (!file) return;
      file.end();
      await finished(file);
    },
  };
}

function open(path: string, isResumed: boolean): Promise<WriteStream> {
  const stream = createWriteStream(path, { flags: isResumed ? 'a' : 'w' });
  return new Promise((resolve, reject) => {
    stream.once('open', () => resolve(stream));
    stream.once('error', (error) =>
      reject(new AppError('unavailable', `${path} cannot be written: ${error.message}.`)),
    );
  });
}
