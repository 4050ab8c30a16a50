import { FIGURE_SECTIONS, type Figure } from '#src/domain/figure.ts';
import { cleanText } from '#src/domain/plain-text.ts';
import { previousWeek } from '#src/domain/week.ts';
import { invalid } from '#src/errors.ts';
import type { ReportPage } from '#src/verbs/get-report.ts';
import type { PostedReport } from '#src/verbs/post-weekly-report.ts';
import { cardText } from '#src/views/card-text.ts';
import { digestCard, reportDetailsCard } from '#src/views/digest-card.ts';
import { figuresCsv } from '#src/views/figures-csv.ts';
import { postedWords } from '#src/views/posted-words.ts';
import { type CommandInput, choiceFlag, command } from './command.ts';
import { askOrOpen } from './own-database.ts';
import { post } from './post.ts';

const flags = {
  week: { value: '<week>', help: 'an ISO week such as 2026-W47; the running one unless given' },
  posted: { help: 'as it was posted, not as of today' },
  format: { value: '<form>', help: 'text, csv or json: every figure with its interval and n (text)' },
  section: { value: '<part>', help: `one part of the figures: ${FIGURE_SECTIONS.join(', ')}` },
  json: { help: 'print the whole report as JSON' },
  post: { help: 'post the digest of a week that is over (again): the last one unless --week is given; takes an admin' },
} as const;
type Input = CommandInput<typeof flags>;

export const report = command({
  usage: 'ratchet report [--week 2026-W47] [--format csv]',
  about: 'Prints the weekly report: what broke, what was fixed, and whether the fixes hold.',
  flags,
  examples: [
    'ratchet report',
    'ratchet report --week 2026-W47 --json',
    'ratchet report --format csv --section fixes > fixes.csv',
    'ratchet report --post --week 2026-W47',
  ],
  run,
});

async function run(input: Input): Promise<number> {
  const { values, world } = input;
  const format = choiceFlag('format', values.format, ['text', 'csv', 'json'], 'text');
  if (values.post) return postAgain(input);
  if (format !== 'text' || values.section !== undefined) return printFigures(input, format);
  const { report: found } = await read(input);
  const text = `${cardText(digestCard(found))}\n\n${cardText(reportDetailsCard(found))}`;
  world.stdout.write(values.json ? `${JSON.stringify(found, undefined, 2)}\n` : `${cleanText(text)}\n`);
  return 0;
}

async function read({ values, world }: Input): Promise<ReportPage> {
  const query = queryOf(values);
  return askOrOpen<ReportPage>(
    world.env,
    { method: 'GET', path: `/v1/reports/weekly${query === '' ? '' : `?${query}`}` },
    (own) => own.verbs.getReport(own.actor, { week: values.week, as: values.posted ? 'posted' : 'today' }),
  );
}

async function printFigures({ values, world }: Input, format: 'text' | 'csv' | 'json'): Promise<number> {
  if (format === 'text') throw invalid('--section is a part of the figures: give --format csv or json with it.');
  const section = values.section && choiceFlag('section', values.section, FIGURE_SECTIONS, 'calls');
  const path = `/v1/reports/weekly/figures?${queryOf({ ...values, section })}`;
  const found = await askOrOpen<{ week: string; figures: Figure[] }>(world.env, { method: 'GET', path }, (own) =>
    own.verbs.getFigures(own.actor, {
      week: values.week,
      as: values.posted ? 'posted' : 'today',
      ...(section && { section }),
    }),
  );
  world.stdout.write(format === 'csv' ? figuresCsv(found.figures) : `${JSON.stringify(found, undefined, 2)}\n`);
  return 0;
}

async function postAgain(input: Input): Promise<number> {
  const week = input.values.week ?? previousWeek((await read(input)).report.week);
  const posted = await post<PostedReport>(input.world, '/v1/reports/weekly', { week });
  input.world.stdout.write(`${postedWords(posted)}\n`);
  return 0;
}

function queryOf({ week, posted, section }: { week?: string; posted?: boolean; section?: string }): string {
  return new URLSearchParams({
    ...(week !== undefined && { week }),
    ...(posted && { as: 'posted' }),
    ...(section && { section }),
  }).toString();
}
