import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Asked = {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  text: string;
  body: Record<string, unknown>;
};
type StubIssue = { number: number; title: string; body: string; state: string; state_reason: string | null };

/** The issues of one repository as GitHub's API keeps them, or any webhook; `refuse` answers the next requests instead. */
export async function startTracker() {
  const asked: Asked[] = [];
  const issues: StubIssue[] = [];
  const refuse: { status: number; headers?: Record<string, string>; body?: object; after?: boolean }[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    const { method = '', url: path = '', headers } = request;
    asked.push({ method, path, headers, text, body });
    const refusal = refuse[0];
    if (refusal && !(refusal.after && method === 'GET')) {
      refuse.shift();
      // `after`: it did what it was asked, and the answer was lost.
      if (refusal.after) change(issues, method, path, body);
      return answer(response, refusal.status, refusal.body ?? {}, refusal.headers);
    }
    const done = change(issues, method, path, body);
    answer(response, done === undefined ? 404 : 200, done ?? { message: 'Not Found' });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    issues,
    refuse,
    writes: () => asked.filter(({ method }) => method !== 'GET').length,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function change(issues: StubIssue[], method: string, path: string, body: Record<string, unknown>): unknown {
  const [, number, query] = /^\/repos\/acme\/bot\/issues(?:\/(\d+))?(?:\?(.*))?$/.exec(path) ?? [
    '',
    undefined,
    undefined,
  ];
  if (path === '/hook') return { id: 'T-9' };
  if (path === '/repos/acme/bot') return { has_issues: true };
  if (!path.startsWith('/repos/acme/bot/issues')) return undefined;
  if (method === 'POST') {
    const issue = { number: issues.length + 1, state: 'open', state_reason: null, title: '', body: '', ...body };
    issues.push(issue);
    return issue;
  }
  if (number === undefined) {
    const page = Number(new URLSearchParams(query).get('page'));
    return issues.toReversed().slice((page - 1) * 100, page * 100);
  }
  const issue = issues.find((one) => one.number === Number(number));
  if (!issue || method !== 'PATCH') return issue;
  return Object.assign(issue, body['state'] === 'open' ? { state_reason: 'reopened' } : {}, body);
}
