import { openPostgres, poolSessions } from '#adapters/database/open-postgres.ts';
import { openToken } from '#adapters/slack/install/secret-box.ts';
import type { Config } from '#src/config.ts';
import { AppError } from '#src/errors.ts';
import { createReleaseStack } from '#src/release-stack.ts';
import { type Finding, note, wrong } from './finding.ts';

type Installed = {
  tokens: { token: string; from: string; isHome: false }[];
  findings: Finding[];
  /** Whether these are all there are. */
  isComplete: boolean;
};

/** The tokens of the workspaces that installed the app by OAuth, as far as they can be read from here. */
export async function installedWorkspaces({ slack, databaseUrl, secret }: Config): Promise<Installed> {
  if (slack?.clientId === undefined) return { tokens: [], findings: [], isComplete: true };
  if (databaseUrl === undefined || secret === undefined) {
    const words = 'those installed by OAuth are in the embedded database, which the server holds';
    return {
      tokens: [],
      findings: [
        note(
          'Slack workspaces',
          words,
          'See ratchet slack teams; what cannot be delivered is shown by ratchet status.',
        ),
      ],
      isComplete: false,
    };
  }
  const releases = createReleaseStack(() => undefined);
  try {
    const { session } = poolSessions(openPostgres(databaseUrl, { releases, log: () => undefined, maxConnections: 1 }));
    const rows = await session(({ sql }) =>
      sql(`select team, secret_box as box from installations where surface = 'slack' order by installed_at`),
    );
    return readTokens(
      rows.map((row) => ({ team: String(row['team']), box: String(row['box']) })),
      secret,
    );
  } catch {
    // That the database cannot be read is said by its own check.
    return { tokens: [], findings: [], isComplete: false };
  } finally {
    await releases.releaseAll();
  }
}

function readTokens(rows: readonly { team: string; box: string }[], secret: string): Installed {
  const found: Installed = { tokens: [], findings: [], isComplete: true };
  for (const { team, box } of rows) {
    try {
      found.tokens.push({ token: openToken(box, team, secret), from: `workspace ${team}`, isHome: false });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      found.findings.push(
        wrong(
          `Slack workspace ${team}`,
          error.message,
          'Set the RATCHET_SECRET that it was installed with, or install again.',
        ),
      );
      found.isComplete = false;
    }
  }
  return found;
}
