import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invalid } from '#src/errors.ts';
import { isPersonId as isGuid } from './channel-name.ts';
import { type ManifestFacts, teamsManifest } from './manifest.ts';
import { zip } from './zip.ts';

const ICONS = join(import.meta.dirname, 'package-icons');

/** The app package that an admin uploads to Teams, as the bytes of a ZIP file: manifest and icons. `version` is ours ("0.1.0"). */
export async function teamsPackage(
  facts: Omit<ManifestFacts, 'appId'> & { appId: string | undefined },
): Promise<Buffer> {
  const { appId } = facts;
  if (appId === undefined || !isGuid(appId))
    throw invalid('TEAMS_APP_ID is needed: the Application (client) ID of the registration, such as 1f0a1c3e-….');
  const manifest = JSON.stringify(teamsManifest({ ...facts, appId }), null, 2);
  const icon = async (name: string) => ({ name, bytes: await readFile(join(ICONS, name)) });
  return zip([
    { name: 'manifest.json', bytes: Buffer.from(manifest) },
    await icon('color.png'),
    await icon('outline.png'),
  ]);
}
