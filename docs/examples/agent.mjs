// A whole agent that Ratchet can replay against: `node docs/examples/agent.mjs 4200`, then `ratchet gate --target http://127.0.0.1:4200`.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const sessions = new Map();

async function useTool(session, name, args) {
  const callId = randomUUID();
  const answer = await fetch(`${session.toolBaseUrl}/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ callId, args }),
  });
  const { result, unanswered } = await answer.json();
  session.turns.push({ kind: 'tool_call', role: 'agent', tool: { callId, name, args } });
  if (!unanswered) session.turns.push({ kind: 'tool_result', role: 'tool', tool: { callId, name, result } });
  return unanswered ? undefined : result;
}

async function reply(session, text) {
  const say = (words) => session.turns.push({ kind: 'speech', role: 'agent', text: words });
  if (session.asked && /\byes\b/i.test(text)) {
    await useTool(session, 'cancel_subscription', { reason: 'customer' });
    say('Your subscription is cancelled. Goodbye!');
    return true;
  }
  session.asked = /cancel/i.test(text);
  say(session.asked ? 'Shall I cancel your subscription now?' : 'I can cancel a subscription. What may I do?');
  return false;
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const [, , id, turns] = new URL(request.url, 'http://agent').pathname.split('/');
  const send = (status, data) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(data));
  if (request.method === 'POST' && !id) {
    const sessionId = randomUUID();
    sessions.set(sessionId, { ...JSON.parse(body), turns: [], asked: false });
    return send(200, { sessionId, turns: [{ kind: 'speech', role: 'agent', text: 'Hello, how can I help you?' }] });
  }
  const session = sessions.get(id);
  if (!session) return send(404, { error: 'no such session' });
  if (request.method === 'DELETE') return send(200, { deleted: sessions.delete(id) });
  if (turns !== 'turns') return send(404, { error: 'unknown path' });
  const ended = await reply(session, JSON.parse(body).text);
  return send(200, { turns: session.turns.splice(0), ended });
});
server.listen(Number(process.argv[2] ?? 4200), '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
