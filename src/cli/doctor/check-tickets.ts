import { z } from 'zod';
import { githubClient } from '#adapters/tickets/github-tickets.ts';
import { setting, type World } from '#src/cli/command.ts';
import type { Policy } from '#src/policy.ts';
import { tryAddress } from './check-targets.ts';
import { type Finding, ok, wrong } from './finding.ts';

const RepositorySchema = z.object({ has_issues: z.boolean().optional() });

/** Whether the tracker of ratchet.yaml answers and takes us. Nothing is written there. */
export async function checkTickets(tickets: Policy['tickets'], env: World['env']): Promise<Finding[]> {
  if (!tickets) return [];
  const what = 'tickets';
  const name = tickets.kind === 'github' ? tickets.token : tickets.secret;
  const secret = setting(env, name);
  if (secret === undefined)
    return [
      wrong(
        what,
        `${name}, which should hold the secret, is not set`,
        `Set ${name}, or correct tickets: in ratchet.yaml.`,
      ),
    ];
  if (tickets.kind === 'webhook') {
    const problem = await tryAddress(tickets.url);
    if (problem === undefined) return [ok(what, `${new URL(tickets.url).host} answers; nothing was sent`)];
    return [
      wrong(
        what,
        `${tickets.url} cannot be reached (${problem})`,
        'Start the receiver, or correct tickets: in ratchet.yaml.',
      ),
    ];
  }
  try {
    const repository = RepositorySchema.safeParse(
      await githubClient(tickets, secret, () => new Date())('GET', ''),
    ).data;
    if (repository?.has_issues === false)
      return [
        wrong(what, `${tickets.repo} takes no issues`, 'Turn Issues on in its settings, or name another repository.'),
      ];
    return [ok(what, `${tickets.repo} can be read; whether ${name} may write issues shows with the first ticket`)];
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return [wrong(what, words, `Give ${name} a token that may read and write the issues of ${tickets.repo}.`)];
  }
}
