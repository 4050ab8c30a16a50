import type { Command, Commands } from './command.ts';
import { columns } from './terminal-text.ts';

/** What `ratchet help` shows. */
export function overview(commands: Commands): string {
  const rows = Object.entries(commands).map(([name, { about }]) => [`  ${name}`, about]);
  return [
    'Ratchet turns failed calls of AI agents into regression scenarios, and blocks the deploy that would fail one again.\n',
    '\nratchet <command> [options]\n\n',
    columns(rows),
    '\n`ratchet <command> --help` shows its options and examples.\n',
    'Exit codes: 0 done or passed, 1 failed, 2 could not decide or not understood.\n',
  ].join('');
}

/** What `ratchet <command> --help` shows. */
export function commandHelp({ usage, about, flags, examples }: Command): string {
  const rows = Object.entries(flags).map(([flag, { value, help }]) => [`  --${flag}${value ? ` ${value}` : ''}`, help]);
  return [
    `${usage}\n\n${about}\n`,
    rows.length > 0 ? `\n${columns(rows)}` : '',
    `\nExamples:\n${examples.map((example) => `  ${example}\n`).join('')}`,
  ].join('');
}
