import { simulateGates } from '#test/domain/simulate-gates.ts';

// What the gate's rules do to suites whose true pass rates are known: 100 scenarios with twenty accepted runs each, fixed seeds.
// node bench/flaky.ts [gates a row, default 2000]
const gates = Number(process.argv[2] ?? 2_000);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

console.log(`${gates} gates a row; figure (published)`);
for (const { name, a, b, published } of [
  {
    name: 'mature suite, mean pass .94',
    a: 8,
    b: 0.5,
    published: { falseBlock: '3.2', found: '89 to 92', runs: '114' },
  },
  { name: 'flaky suite, mean pass .80', a: 4, b: 1, published: { falseBlock: '6.0', found: '89 to 92', runs: '142' } },
]) {
  const { alarm, ...found } = simulateGates({ a, b, scenarios: 100 }, gates, 7);
  console.log(`\n${name}`);
  console.log(`  a false regression by own history: ${percent(found.falseBlock)} (${published.falseBlock} %)`);
  console.log(`  a sound scenario (.95) falls to .05, found: ${percent(found.found)} (${published.found} %)`);
  console.log(`  any scenario of the suite falls to .05, found: ${percent(found.foundAny)}`);
  console.log(`  runs: ${found.runs.toFixed(0)} (${published.runs})`);
  console.log(
    `  as shipped, flaky ones only warning and the alarm on: false block ${percent(found.falseBlockShipped)}, found ${percent(found.foundShipped)}`,
  );
  console.log(
    `  suite alarm, nothing changed: by z alone ${percent(alarm.falseZ)} (.1 to .4 %), with the exact chance ${percent(alarm.falseBoth)}`,
  );
  console.log(
    `  suite alarm, every pass a tenth rarer: by z alone ${percent(alarm.worseZ)} (62 % mature), with the exact chance ${percent(alarm.worseBoth)}`,
  );
}
