import { cleanText } from '#src/domain/plain-text.ts';
import type { WeeklyReport } from '#src/domain/report.ts';
import { cardText } from '#src/views/card-text.ts';
import { digestCard, reportDetailsCard } from '#src/views/digest-card.ts';
import { type CommandInput, command } from './command.ts';
import { askOrOpen } from './own-database.ts';

const flags = {
  week: { value: '<week>', help: 'an ISO week such as 2026-W47; the running one unless given' },
  json: { help: 'print the whole report as JSON' },
} as const;

export const report = command({
  usage: 'ratchet report [--week 2026-W47]',
  about: 'Prints the weekly report: what broke, what was fixed, and whether the fixes hold.',
  flags,
  examples: ['ratchet report', 'ratchet report --week 2026-W47 --json'],
  run,
});

async function run({ values, world }: CommandInput<typeof flags>): Promise<number> {
  const { week } = values;
  const path = `/v1/reports/weekly${week === undefined ? '' : `?week=${encodeURIComponent(week)}`}`;
  const { report: found } = await askOrOpen<{ report: WeeklyReport }>(world.env, { method: 'GET', path }, (own) =>
    own.verbs.getReport(own.actor, { week }),
  );
  const text = `${cardText(digestCard(found))}\n\n${cardText(reportDetailsCard(found))}`;
  world.stdout.write(values.json ? `${JSON.stringify(found, undefined, 2)}\n` : `${cleanText(text)}\n`);
  return 0;
}
