import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { understand } from '#demo/agent/understand.ts';
import { DECIDED_OPENINGS, OPENINGS } from '#demo/customers/phrasings.ts';
import type { Listening } from '#demo/json-http.ts';
import { mulberry32, pick } from '#demo/random.ts';
import { startSampleAgent } from '#demo/server.ts';
import { lastSaid, openTools, talkTo } from './talk-to.ts';

describe('what the agent understands', () => {
  test.each(Object.entries(OPENINGS))('every first line of %s', (intent, lines) => {
    const filled = lines.map((line) =>
      line
        .replace('{order}', 'LC-40312')
        .replace('{weeks}', 'a month')
        .replace('{address}', '12 Maple Street, Bristol BS1 4DJ')
        .replace('{day}', 'Monday'),
    );
    expect(lines.length).toBeGreaterThanOrEqual(6);
    expect(filled.filter((line) => understand(line).intent !== intent)).toEqual([]);
  });

  test('people who are decided are heard as decided, and have not said yes', () => {
    for (const line of DECIDED_OPENINGS)
      expect(understand(line), line).toMatchObject({ intent: 'cancel_subscription', decided: true, yes: false });
  });

  test.each([
    ["It's L C 4 0 3 1 2.", { orderId: 'LC-40312' }],
    ['lc-40312 please', { orderId: 'LC-40312' }],
    ['number 40312', { orderId: 'LC-40312' }],
    [
      'Ring me on +44 7700 900123 at 3pm',
      { phone: '+44 7700 900123', time: { value: '15:00', exact: true }, orderId: undefined },
    ],
    ['+1 555 0142, tomorrow at noon', { phone: '+1 555 0142', day: 'tomorrow', time: { value: '12:00', exact: true } }],
    ['Monday evening some time', { day: 'monday', time: { value: 'evening', exact: false } }],
    ['It is p1@example.test.', { email: 'p1@example.test' }],
    ['Use 4242 4242 4242 4242', { hasCard: true, phone: undefined, orderId: undefined }],
    ['for a couple of weeks', { weeks: 2 }],
    ['two months', { weeks: 8 }],
    [
      'We live at Flat 3, 41 Victoria Avenue, Leeds LS6 1PF now.',
      { address: 'Flat 3, 41 Victoria Avenue, Leeds LS6 1PF now' },
    ],
    ['Yes, please.', { yes: true, no: false }],
    ['Okay.', { yes: true }],
    ['Okay, thanks, bye.', { yes: false, bye: true }],
    ['Yes, but wait a moment', { yes: false, no: false }],
    ["No, I don't want that", { yes: false, no: true }],
    ['', { yes: false, no: false, intent: undefined }],
  ])('%s', (text, expected) => {
    expect(understand(text)).toMatchObject(expected);
  });
});

describe('what the agent does with what nobody planned', () => {
  let agent: Listening;
  beforeAll(async () => {
    agent = await startSampleAgent({ port: 0 });
  });
  afterAll(() => agent.close());
  const v17 = () => `${agent.url}/v17`;
  const noTools = () => openTools(() => ({ unanswered: true }));

  test('asks again, then offers a colleague, and hands over on a yes', async () => {
    const desk = await noTools();
    const first = await talkTo(v17(), desk.url, ['The moon is blue.']);
    expect(lastSaid(first.turns)).toContain("I didn't follow");
    const second = await talkTo(v17(), desk.url, ['The moon is blue.', 'Very blue.']);
    expect(lastSaid(second.turns)).toContain('Shall I connect you with a colleague?');
    const third = await talkTo(v17(), desk.url, ['The moon is blue.', 'Very blue.', 'Yes, please.']);
    expect(third.turns.at(-1)?.kind).toBe('handoff');
    expect(third.ended).toBe(true);
    await desk.close();
  });

  test('follows a change of mind in the middle of a question', async () => {
    const desk = await noTools();
    const { turns } = await talkTo(v17(), desk.url, [
      'Where is my order?',
      'Actually, can somebody ring me back?',
      '07700 900123',
      'tomorrow at 3pm',
    ]);
    expect(desk.used[0]).toMatchObject({ tool: 'book_callback', args: { phone: '07700 900123', time: '15:00' } });
    expect(lastSaid(turns)).toContain('could not book');
    await desk.close();
  });

  test('refuses card numbers and says so', async () => {
    const desk = await noTools();
    const { turns } = await talkTo(v17(), desk.url, ['My new card is 4242 4242 4242 4242']);
    expect(lastSaid(turns)).toContain('never tell me a card number');
    await desk.close();
  });

  test('a dead tool server ends in an offer of a colleague, never in a failure', async () => {
    const { turns, ended } = await talkTo(v17(), 'http://127.0.0.1:9/none', ["Where's LC-40312?", 'Yes']);
    expect(turns.filter((turn) => turn.kind === 'tool_result').map((turn) => turn.tool?.result)).toEqual([
      { error: { code: 'unreachable' } },
    ]);
    expect(ended).toBe(true);
  });

  test.each([
    '<!channel> <script>alert(1)</script>',
    '🦊'.repeat(3_000),
    'a'.repeat(19_000),
    '\u0000\u202e',
    '"}{',
    'L'.repeat(5_000) + ' 1 '.repeat(2_000),
  ])('answers hostile words in no time (%#)', async (words) => {
    const desk = await noTools();
    const before = performance.now();
    const { turns } = await talkTo(v17(), desk.url, [words, words]);
    // It takes some milliseconds; a pattern that goes back and forth over them would take hours.
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(lastSaid(turns)).not.toBe('');
    await desk.close();
  });

  test('whatever order of lines it meets, it always answers until it has ended', async () => {
    const random = mulberry32(5);
    const lines = [
      ...Object.values(OPENINGS).flat(),
      'Yes, please.',
      'No.',
      'LC-40312',
      'ann@homebox.example',
      '07700 900123',
      'Bye.',
      'Hmm?',
      'two weeks',
    ];
    const desk = await openTools(() =>
      random() < 0.3 ? { unanswered: true } : { result: random() < 0.5 ? { status: 'active' } : 'odd' },
    );
    for (let round = 0; round < 60; round += 1) {
      const said = Array.from({ length: 12 }, () => pick(random, lines));
      const { turns, ended } = await talkTo(v17(), desk.url, said);
      const silent = turns.filter(
        (turn, i) => turn.role === 'customer' && (turns[i + 1] === undefined || turns[i + 1]?.role === 'customer'),
      );
      expect(ended || silent.length === 0, said.join(' | ')).toBe(true);
      expect(
        turns.every((turn) => !/undefined|NaN|\[object/.test(turn.text ?? '')),
        said.join(' | '),
      ).toBe(true);
    }
    await desk.close();
  });
});
