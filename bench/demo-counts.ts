import { writeFile } from 'node:fs/promises';
import { addDays } from '#src/domain/week.ts';
import { type AllCounts, countDay } from '#test/demo/count-day.ts';

// What happens on each day of the demo under each version, for the test of its verdicts: node bench/demo-counts.ts writes
// test/demo/day-counts.json. Run it again when the demo's agent, customers or rules change; a test says when that is due.
const FIRST = '2026-06-01';
/** Version, first day and how many of them. */
const PLAYED = [
  ['v14', 0, 84],
  ['v15', 84, 28],
  ['v18', 84, 28],
  ['v16', 112, 14],
  ['v15', 126, 28],
  ['v14', 112, 28],
] as const;

const counts: AllCounts = {};
for (const [version, from, n] of PLAYED) {
  for (let i = from; i < from + n; i += 1) {
    const day = addDays(FIRST, i);
    counts[version] = { ...counts[version], [day]: await countDay(day, version) };
  }
  console.log(`${n} days of ${version}`);
}
const lines = Object.entries(counts).map(([version, days]) => {
  const each = Object.entries(days).map(([day, one]) => `    "${day}": ${JSON.stringify(one)}`);
  return `  "${version}": {\n${each.join(',\n')}\n  }`;
});
await writeFile(new URL('../test/demo/day-counts.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
