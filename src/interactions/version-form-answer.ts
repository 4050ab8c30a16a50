import type { Person } from '#src/domain/actor.ts';
import { AppError } from '#src/errors.ts';
import { parseVersionLive, versionLiveForm } from '#src/views/version-live-form.ts';
import type { Answer, Submission } from './answer.ts';
import type { World } from './create-interactions.ts';

/** The form that says when an unannounced version went live, its first call and its share of the calls since filled in. */
export async function versionLiveAnswer({ verbs }: World, actor: Person, versionId: string): Promise<Answer> {
  const { version, calls, of } = await verbs.getVersion(actor, { versionId });
  return { kind: 'form', form: versionLiveForm(version, { calls, of }) };
}

/** Registers the deployment; problems stand beside their fields. */
export async function submitVersionLive(
  { verbs }: World,
  { actor, values }: Submission,
  versionId: string,
): Promise<Answer> {
  const { version } = await verbs.getVersion(actor, { versionId });
  try {
    const told = parseVersionLive(values);
    await verbs.registerDeployment(actor, { agent: version.agent, version: version.version, ...told });
  } catch (error) {
    const problems = error instanceof AppError && error.code === 'invalid' ? (error.details.problems ?? []) : [];
    if (problems.length === 0) throw error;
    return {
      kind: 'problems',
      problems: problems.map(({ path, message }) => ({ path, message: sentence(path, message) })),
    };
  }
  return { kind: 'done', note: `${version.version} is live since then.` };
}

/** The API counts shares to 1, the form to 100. */
function sentence(path: string, message: string): string {
  const most = /^should be at most ([\d.]+)$/.exec(message)?.[1];
  return path === 'share' && most !== undefined
    ? `At most ${Math.round(Number(most) * 1_000) / 10}: others have the rest.`
    : message;
}

export async function ignoreVersionAnswer({ verbs }: World, actor: Person, versionId: string): Promise<Answer> {
  const { changed } = await verbs.ignoreVersion(actor, { versionId });
  return { kind: 'done', note: changed ? 'Nobody is asked about it again.' : 'It was ignored already.' };
}
