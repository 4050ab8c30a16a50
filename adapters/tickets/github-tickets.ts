import { z } from 'zod';
import type { TicketsPolicy } from '#src/domain/tickets-policy.ts';
import { AppError } from '#src/errors.ts';
import type { Ticket, Tickets } from '#src/ports/tickets.ts';
import { hasPart, ticketPart, ticketTitle, withPart } from './ticket-body.ts';
import { askTracker } from './tracker-request.ts';

export type GithubPolicy = Extract<TicketsPolicy, { kind: 'github' }>;

const IssueSchema = z.object({
  number: z.int().min(1),
  html_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .catch(undefined),
  body: z.string().nullish(),
  state: z.string().optional(),
  state_reason: z.string().nullish(),
  pull_request: z.unknown().optional(),
});
type Issue = z.output<typeof IssueSchema>;

const PAGE = 100;
const MAX_PAGES = 20;
/** Our clock may be ahead of theirs. */
const SKEW_MS = 600_000;

/** An issue for each scenario, over GitHub's REST API. People may rename it, write around our part, or close it as not planned, which stays so. */
export function createGithubTickets(policy: GithubPolicy, token: string, now: () => Date): Tickets {
  const ask = githubClient(policy, token, now);

  async function issue(id: string): Promise<Issue | undefined> {
    try {
      return issueIn(await ask('GET', `/issues/${encodeURIComponent(id)}`));
    } catch (error) {
      // Deleted. Where the whole repository is gone, opening a new one says so.
      if (error instanceof AppError && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  /** The issue that an unfinished try opened. A listing, for the search index is minutes behind. */
  async function marked(key: string, triedAt: Date): Promise<Issue | undefined> {
    const since = new Date(triedAt.getTime() - SKEW_MS).toISOString();
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const query = new URLSearchParams({ state: 'all', since, per_page: `${PAGE}`, page: `${page}` });
      const answer = await ask('GET', `/issues?${query}`);
      const all = Array.isArray(answer) ? answer : [];
      const issues = all.flatMap((one) => IssueSchema.safeParse(one).data ?? []);
      const found = issues.find(({ body, pull_request }) => pull_request === undefined && hasPart(body ?? '', key));
      if (found || all.length < PAGE) return found;
    }
    return undefined;
  }

  return {
    place: `github ${policy.url} ${policy.repo}`,
    async file(ticket, { id, triedAt }) {
      try {
        const last = id === undefined ? triedAt && (await marked(ticket.key, triedAt)) : await issue(id);
        if (last) return filed(issueIn(await ask('PATCH', `/issues/${last.number}`, changeOf(last, ticket))));
        if (ticket.state !== 'failing') return undefined;
        return filed(issueIn(await ask('POST', '/issues', { title: ticketTitle(ticket), body: ticketPart(ticket) })));
      } catch (error) {
        // A repository that we may not see, or whose issues are off: a setting, which somebody may correct.
        if (error instanceof AppError && error.code === 'not_found') throw new AppError('unavailable', error.message);
        throw error;
      }
    },
  };
}

type Ask = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) => Promise<unknown>;

/** Asks the API about the repository; `path` is under it. */
export function githubClient({ url, repo, token: name }: GithubPolicy, token: string, now: () => Date): Ask {
  return (method, path, body) =>
    askTracker({
      method,
      url: `${url.replace(/\/+$/, '')}/repos/${repo}${path}`,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'user-agent': 'ratchet',
        'x-github-api-version': '2022-11-28',
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      settings: `${name} and tickets in ratchet.yaml`,
      now,
    });
}

/** Whoever closed it as not planned or a duplicate decided so: it is kept up to date, but stays closed. */
function changeOf(issue: Issue, ticket: Ticket): object {
  const body = withPart(issue.body ?? '', ticket);
  if (ticket.state === 'failing') {
    const settled = issue.state_reason === 'not_planned' || issue.state_reason === 'duplicate';
    return issue.state === 'closed' && !settled ? { body, state: 'open' } : { body };
  }
  if (issue.state === 'closed') return { body };
  return { body, state: 'closed', state_reason: ticket.state === 'gone' ? 'not_planned' : 'completed' };
}

function issueIn(answer: unknown): Issue {
  const parsed = IssueSchema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new AppError('unavailable', 'The tracker answered with something else than an issue; look at tickets.url.');
}

function filed({ number, html_url }: Issue): { id: string; url?: string } {
  return { id: `${number}`, ...(html_url === undefined ? {} : { url: html_url }) };
}
