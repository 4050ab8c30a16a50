import { createInterface } from 'node:readline';

/** An agent over JSON lines that behaves as its argument says; see the contract of targets. */
type Message = Record<string, unknown>;
const behaviour = process.argv[2];
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const send = (message: Message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const speech = (text: string) => ({ kind: 'speech', role: 'agent', text });
let said = 0;

async function useTool(tool: string, args: unknown, callId: string): Promise<Message> {
  send({ type: 'tool', tool, args, callId });
  const { value } = await lines.next();
  return JSON.parse(value ?? '{}') as Message;
}

async function askFirst(text: string): Promise<unknown> {
  const turns: unknown[] = [];
  const call = async (name: string, args: unknown) => {
    const callId = `${name}-${said}`;
    const { result } = await useTool(name, args, callId);
    if (behaviour === 'retries') await useTool(name, args, callId);
    if (behaviour === 'silent-tools') return;
    turns.push({ kind: 'tool_call', role: 'agent', tool: { callId, name, args } });
    turns.push({ kind: 'tool_result', role: 'tool', tool: { callId, name, result: result ?? 'nothing' } });
  };
  if (/yes/.test(text)) {
    await call('cancel_plan', { id: 7 });
    if (behaviour === 'dies') {
      process.stderr.write('out of memory\n');
      process.exit(3);
    }
    return send({ type: 'turn', turns: [...turns, speech('Done')], ended: true });
  }
  await call('find_plan', { ref: /plan (\w+)/.exec(text)?.[1] ?? '' });
  return send({ type: 'turn', turns: [...turns, speech('Shall I cancel?')] });
}

async function answer(text: string): Promise<unknown> {
  said += 1;
  switch (behaviour) {
    case 'hangs':
      return undefined;
    case 'garbage':
      return process.stdout.write('It works!\n');
    case 'wrong-shape':
      return send({ type: 'turn', turns: [{ role: 'wizard', text: 1 }] });
    case 'floods-turns':
      return send({ type: 'turn', turns: Array.from({ length: 3_000 }, () => speech('and')) });
    case 'floods-bytes':
      for (;;)
        if (!process.stdout.write('"'.repeat(65_536)))
          await new Promise((resolve) => process.stdout.once('drain', resolve));
    case 'floods-tools':
      for (let i = 0; i < 500; i += 1) await useTool('find_plan', { ref: 'A7' }, `f${i}`);
      return send({ type: 'turn', turns: [speech('still looking')] });
    case 'nests':
      return process.stdout.write(`{"type": "turn", "turns": ${'['.repeat(100_000)}${']'.repeat(100_000)}}\n`);
    case 'lies':
      if (said === 1) await useTool('cancel_plan', { id: 7 }, 'hidden');
      return send({ type: 'turn', turns: [{ role: 'customer', text: 'yes' }, speech('As you wish')] });
    default:
      return askFirst(text);
  }
}

for (let line = await lines.next(); !line.done; line = await lines.next()) {
  const message = JSON.parse(line.value) as Message;
  if (message['type'] === 'turn') await answer(String(message['text']));
  else if (behaviour !== 'hangs-at-start')
    send({ type: 'session', turns: [speech('Hello')], notRestored: ['kb_version: wanted 8f3a, target has 91c0'] });
}
